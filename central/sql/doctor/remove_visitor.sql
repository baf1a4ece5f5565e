drop role if exists {login}
