#include "gateway/network/mhd/eligibility/record_source.h"

#include <algorithm>

namespace renkei::mhd {

void add_record(const RecordSource& record, const std::vector<SummarySection>& sections,
                SummaryContent& out) {
    const std::string reference = record.type + "/" + record.id;
    const auto older =
        std::ranges::find_if(out.sources, [&](const SummarySource& each) { return each.date < record.date; });
    const auto place = static_cast<std::size_t>(older - out.sources.begin());
    out.sources.insert(older, {.name = record.name, .date = record.date, .targets = {reference}});
    for (SummaryEntry& each : out.entries) {
        for (std::size_t& source : each.sources) {
            source += source >= place ? 1 : 0;
        }
    }
    out.resources.push_back({reference, record.json});
    for (std::size_t i = 0; i < sections.size(); ++i) {
        if (std::ranges::find(sections[i].searches, record.type, &SearchRequest::type) !=
            sections[i].searches.end()) {
            out.entries.push_back({.section = i, .reference = reference, .sources = {place}});
        }
    }
}

} // namespace renkei::mhd
