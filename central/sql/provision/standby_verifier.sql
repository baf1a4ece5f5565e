alter role loc_standby password {verifier}
