-- A poster is found again by the plugin that had it drawn. Null: asked for before this was kept.
alter table posters add column plugin text check (length(plugin) between 1 and 60);

-- What a customer is called where others read it, by her own choice; empty without one.
alter table customers add column public_name text not null default '' check (length(public_name) <= 20);
