// What the pages of the gateway have in common: head, look, links.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/forms/html/html.h"

#include <string>
#include <string_view>

namespace renkei::pages {

using html::escaped;

// Up to <main>. `script-src` and all else is forbidden; forms may be sent to this server.
// `person`: whom the page is about, for the head of each printed sheet.
std::string page_begin(std::string_view title, std::string_view person = {}, std::string_view more_style = {},
                       diag::Language language = diag::Language::japanese);
std::string page_end();

inline constexpr std::string_view policy_of_pages =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors "
    "'none'";

// A refusal in words, with a way back to the list.
struct RefusalText {
    std::string text{};
    int status = 0;
    std::string request{}; // its id, by which the operator finds it in the log
    std::string list_url{};
};
std::string refusal_page(const RefusalText& refusal);

// The same of the pages on which persons see what is kept about them: large type, one column. Up to and
// with <main>.
std::string own_begin(const diag::BilingualText& title, diag::Language language);
// A refusal, or that nothing can be shown.
std::string own_refusal_page(std::string_view text, diag::Language language);

} // namespace renkei::pages
