#include "gateway/app/online/records/registration_line.h"

#include "gateway/app/online/records/record_options.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/core/time/instant.h"

#include <fmt/format.h>

namespace renkei::online {
namespace {

using sharing::Reason;
using sharing::Registration;

// In a word. Of one that has not begun decisions say that there is none.
std::string state_label(const Registration& registration, Reason state, const time::Date& today,
                        Language language) {
    const bool is_ahead = state == Reason::not_registered && today < registration.from;
    const std::string_view code = registration.ended ? "registration_ended"
                                  : is_ahead         ? "not_begun"
                                                     : sharing::word_of(state);
    const auto in = [&](Language each) { return diag::words_for("registration", code, each); };
    return label(in(Language::japanese), in(Language::english), language);
}

} // namespace

std::string registration_line(const store::Kept<sharing::Registration>& kept, sharing::Reason state,
                              const time::Date& today, Language language) {
    const Registration& it = kept.record;
    std::string out = fmt::format("{} {} {} {}", it.id, policy::to_text(it.office), it.from.text(),
                                  state_label(it, state, today, language));
    out +=
        column("until", it.until) + column("service-type", it.service_type) + column("insurer", it.insurer);
    if (it.identity) {
        out += column("checked", time::second_in_japan(it.identity->at)) +
               column("method", sharing::word_of(it.identity->method)) + column("user", it.identity->user);
    }
    out += column("last-service", it.last_service_month) + column("view-until", it.view_until) +
           column("makes-plan", it.makes_plan ? "yes" : "");
    if (it.ended) {
        out += column("ended", time::second_in_japan(it.ended->at)) +
               column("why", sharing::word_of(it.ended->why));
    }
    return diag::on_one_line(out);
}

} // namespace renkei::online
