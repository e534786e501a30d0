// What the documents that the caller may read say of one person: for each question the newest answer with its
// day and document, other answers beside it, and measurements over time.
#pragma once

#include "gateway/network/mhd/summary_document.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::pages {

// `documents_url`: of the list; a document is below it.
std::string person_page(const mhd::SummaryContent& content, const std::vector<mhd::SummarySection>& sections,
                        std::string_view documents_url);

} // namespace renkei::pages
