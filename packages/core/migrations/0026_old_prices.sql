-- Prices that no proof can look at any more are put away, a few at a time.
grant delete on price_facts, price_lows to mamapu_app;
