-- A check looks at a value once it is known to be a list, in whatever order its parts are asked.
alter table training_lessons
  drop constraint training_lessons_pictures_check,
  add check (jsonb_typeof(pictures) = 'array' and octet_length(pictures::text) <= 16384);
