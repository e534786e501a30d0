#include "gateway/network/server/fhir/person_eligibility.h"

#include "gateway/core/time/japan_day.h"
#include "gateway/network/documents/part.h"

namespace renkei::server {

mhd::SummaryContext eligibility_context(ServerContext& gateway, const Request& request) {
    mhd::SummaryContext out = summary_context(gateway, request);
    out.table = mhd::eligibility_table();
    out.writes_document = false;
    out.parts = std::make_shared<documents::PartMaker>(gateway.workers().loaded());
    return out;
}

mhd::Eligibility eligibility_in(const mhd::SummaryResult& found, const Request& request,
                                const time::Date& day) {
    return mhd::eligibility_of(found.contents.front(), found.sections,
                               mhd::read_eligibility_table(mhd::eligibility_table(), request.canonical), day);
}

time::Date today(ServerContext& gateway) { return time::day_in_japan(gateway.store().clock().now()); }

} // namespace renkei::server
