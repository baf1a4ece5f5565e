create role loc_standby login replication connection limit 10
