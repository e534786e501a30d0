// The page of an eligibility check (資格確認): what documents say of the person's insurance on one day.
#pragma once

#include "gateway/forms/html/page.h"
#include "gateway/network/mhd/eligibility/eligibility.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::pages {

// A form on it asks the same for another day.
std::string eligibility_page(const mhd::Eligibility& eligibility, const mhd::SummaryContent& content,
                             const std::vector<mhd::SummarySection>& sections, std::string_view documents_url,
                             const html::PageHead& head);

} // namespace renkei::pages
