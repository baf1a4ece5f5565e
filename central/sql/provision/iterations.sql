select set_config('scram_iterations', %(iterations)s, false)
