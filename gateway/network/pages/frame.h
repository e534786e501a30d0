// What pages of the gateway have in common that are about nothing else: refusals, and the pages on which
// persons see what is kept about them.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/page.h"

#include <string>
#include <string_view>

namespace renkei::pages {

using html::escaped;

// A refusal in words, with a way back to the list.
struct RefusalText {
    std::string text{};
    int status = 0;
    std::string request{}; // its id, by which the operator finds it in the log
};
std::string refusal_page(const RefusalText& refusal, const html::PageHead& head);

// Large type, one column, up to and with <main>. A portal may show the page at any address and has nothing
// else of the gateway, so the page carries its style and has no head.
std::string own_begin(std::string_view title, diag::Language language);
// A refusal, or that nothing can be shown.
std::string own_refusal_page(std::string_view text, diag::Language language);

} // namespace renkei::pages
