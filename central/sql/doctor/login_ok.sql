select sec.login_ok_v1()
