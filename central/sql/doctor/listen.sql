listen loc_doctor
