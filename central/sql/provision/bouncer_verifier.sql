alter role loc_bouncer password {verifier}
