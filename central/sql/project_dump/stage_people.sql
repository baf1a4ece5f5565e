create temp table stage_people (login name, display_name text) on commit drop
