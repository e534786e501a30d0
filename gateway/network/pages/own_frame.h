// Head and look of the pages on which persons see what is kept about them: large type, one column.
#pragma once

#include "gateway/core/diag/message.h"

#include <string>
#include <string_view>

namespace renkei::pages {

// Up to and with <main>.
std::string own_begin(const diag::BilingualText& title, diag::Language language);
// A refusal, or that nothing can be shown.
std::string own_refusal_page(std::string_view text, diag::Language language);

} // namespace renkei::pages
