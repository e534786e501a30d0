// The pages of the gateway with the head that a test's gateway gives them.
#pragma once

#include "gateway/network/pages/eligibility_page.h"
#include "gateway/network/pages/frame.h"
#include "gateway/network/pages/list_page.h"
#include "gateway/network/pages/person_page.h"
#include "gateway/network/pages/records_page.h"

namespace renkei::pages {

inline const html::PageHead& test_head() {
    static const html::PageHead head{.gateway = "架空県 <連携>",
                                     .caller = "架空総合病院",
                                     .user = "試験　看子",
                                     .way_back = {{"/documents", "文書の一覧"}},
                                     .stylesheet = "https://gateway/style/0123.css"};
    return head;
}

inline std::string list_page(const ListPage& list) { return list_page(list, test_head()); }
inline std::string records_page(const RecordsPage& page) { return records_page(page, test_head()); }
inline std::string refusal_page(const RefusalText& refusal) { return refusal_page(refusal, test_head()); }
inline std::string person_page(const mhd::SummaryContent& content,
                               const std::vector<mhd::SummarySection>& sections,
                               std::string_view documents_url) {
    return person_page(content, sections, documents_url, test_head());
}
inline std::string persons_page(std::span<const mhd::SummaryContent> contents,
                                const mhd::DocumentsApart& apart,
                                const std::vector<mhd::SummarySection>& sections,
                                std::string_view documents_url, std::string_view opened) {
    return persons_page(contents, apart, sections, documents_url, opened, test_head());
}
inline std::string eligibility_page(const mhd::Eligibility& eligibility, const mhd::SummaryContent& content,
                                    const std::vector<mhd::SummarySection>& sections,
                                    std::string_view documents_url) {
    return eligibility_page(eligibility, content, sections, documents_url, test_head());
}

} // namespace renkei::pages
