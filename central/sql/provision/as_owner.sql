set local role loc_owner
