-- A pattern repeats at most 255 times in PostgreSQL: the first check could not be read, and refused every link. The length is asked by itself.
alter table content_kit_items drop constraint content_kit_items_video_url_check;
alter table content_kit_items add constraint content_kit_items_video_url_check
  check (video_url = '' or (video_url ~ '^https://[^[:space:]]{4,}$' and length(video_url) <= 308));
