create role {login} login password {verifier} in role loc_member connection limit 4 valid until {until}
