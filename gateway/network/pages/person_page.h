// What the documents that the caller may read say of a person: for each question the newest answer with its
// day and document, other answers beside it, and measurements over time. Documents of several persons, who
// have a number in common, stand apart: each person in a column, and a line that says to stop.
#pragma once

#include "gateway/forms/html/page.h"
#include "gateway/network/mhd/summary/summary_document.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::pages {

// `documents_url`: of the list; a document is below it.
std::string person_page(const mhd::SummaryContent& content, const std::vector<mhd::SummarySection>& sections,
                        std::string_view documents_url, const html::PageHead& head);
// `contents`: one for each person of `apart`. `opened`: the document from which the page was opened.
std::string persons_page(std::span<const mhd::SummaryContent> contents, const mhd::DocumentsApart& apart,
                         const std::vector<mhd::SummarySection>& sections, std::string_view documents_url,
                         std::string_view opened, const html::PageHead& head);

} // namespace renkei::pages
