-- Short lessons in the merchant's order, and who finished which. Nothing anywhere depends on it.
create table training_lessons (
  tenant_id uuid not null,
  id uuid not null,
  title text not null check (length(title) between 1 and 60),
  body text not null check (length(body) <= 10000),
  video_url text not null default '' check (video_url = '' or (video_url like 'https://%' and length(video_url) <= 500)),
  -- As ctx.media gave them when it was saved.
  pictures jsonb not null default '[]' check (jsonb_typeof(pictures) = 'array' and jsonb_array_length(pictures) <= 9),
  minutes integer not null default 3 check (minutes between 1 and 60),
  place integer not null check (place between 1 and 1000),
  whom text not null check (whom in ('everyone', 'distributors')),
  is_shown boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
select tenant_table('training_lessons');

create table training_done (
  tenant_id uuid not null,
  lesson_id uuid not null,
  customer_id uuid not null,
  done_at timestamptz not null,
  primary key (tenant_id, lesson_id, customer_id),
  foreign key (tenant_id, lesson_id) references training_lessons (tenant_id, id) on delete cascade
);
create index training_done_by_customer on training_done (tenant_id, customer_id);
select tenant_table('training_done', 'select, insert, delete');
