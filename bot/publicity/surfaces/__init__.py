"""One campaign on every surface that people look at: signs, posters, articles, banners."""
