// What stands in CP932 for a character that other systems write in another way: the same look, or one letter
// for two.
#pragma once

namespace renkei::text {

// The character that Windows has in its place (〜 → ～); 0 if there is none.
char32_t best_fit(char32_t value);

bool is_variation_selector(char32_t value);
bool is_combining(char32_t value);

// The one character that letter and mark make together, 0 if there is none.
char32_t composition(char32_t letter, char32_t mark);

} // namespace renkei::text
