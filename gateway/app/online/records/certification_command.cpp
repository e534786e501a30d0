// renkei certification: applications for 要介護認定 from their day to their result, and what is open or
// overdue.
#include "gateway/app/online/records/record_acts.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/core/diag/one_line.h"
#include "gateway/network/ledger/certifications.h"
#include "generated/messages/certification.h"
#include "generated/messages/cli.h"

#include <array>
#include <string_view>

namespace renkei::online {
namespace {

using sharing::Certification;
using sharing::CertificationStep;

std::string word_label(std::string_view kind, std::string_view code, Language language) {
    return label(diag::words_for(kind, code, Language::japanese), code, language);
}

std::string certification_line(const Certification& it, const sharing::CertificationStatus& status,
                               Language language) {
    std::string out = fmt::format(
        "{} {} {} {}", it.id, word_label("application", sharing::word_of(it.kind), language),
        it.applied().text(), word_label("certification", sharing::word_of(status.state), language));
    if (status.next) {
        out += column("next", word_label("step", sharing::word_of(*status.next), language)) +
               column("due", it.limit());
    }
    out += column("insurer", it.insurer);
    for (std::size_t i = 1; i < it.days.size(); ++i) {
        out += column(sharing::words<CertificationStep>[i], it.days[i]);
    }
    if (it.delay) {
        out += column("delay", it.delay->day) + column("until", it.delay->until) +
               column("reason", it.delay->reason);
    }
    return diag::on_one_line(out + column("withdrawn", it.withdrawn) + column("rejected", it.rejected));
}

// What lists have beside the record.
std::string listed_json(const Certification& it, const sharing::CertificationStatus& status) {
    std::string text;
    json::Writer out(text);
    out.start_object().key("certification").raw(printed_json(it));
    out.member("state", sharing::word_of(status.state));
    if (status.next) {
        out.member("next", sharing::word_of(*status.next)).member("due", it.limit().text());
    }
    out.end_object();
    return text;
}

diag::Result<Certification> certification_of(const Asked& asked, base::Millis now) {
    Certification out{.kind = asked.word("--kind", sharing::ApplicationKind::first)};
    TRY(out.day_of(CertificationStep::application), asked.day("--on", now));
    return out;
}

ExitResult start_certification(const Asked& asked) {
    const auto say = [&](const store::Store& store, const Certification& it) {
        return insurer_notices(store, it.insurer, asked.language());
    };
    const bool has_moved = asked.text("--kind") == sharing::word_of(sharing::ApplicationKind::moved_in);
    return enter_asked(asked, ledger::certification_start,
                       asked.sentence(has_moved ? "done-moved-in" : "done"), &certification_of, say);
}

// `edit(record, day)`: what the command changes.
template <class Edit, class Say>
ExitResult change_certification(const Asked& asked, const ledger::Act<Certification>& act, const Edit& edit,
                                const Say& say) {
    const auto change = [&](store::Store& store, const seal::Hash& person, const time::Date& day) {
        return ledger::change_certification(store, act, person, asked.of.id,
                                            ledger::edited([&](Certification& it) { edit(it, day); }));
    };
    return change_on_day(asked, change, say);
}

ExitResult take_step(const Asked& asked) {
    TRY_VOID(as_usage(asked.need({"--step"})));
    const auto done = asked.word<CertificationStep>("--step");
    const auto edit = [&](Certification& it, const time::Date& day) { it.day_of(done) = day; };
    return change_certification(asked, ledger::certification_step, edit, no_notices);
}

ExitResult put_off(const Asked& asked) {
    TRY_VOID(as_usage(asked.need({"--until", "--reason"})));
    TRY(const std::optional<time::Date> last, as_usage(asked.day("--until")));
    const auto edit = [&](Certification& it, const time::Date& day) {
        it.delay = {.day = day, .until = *last, .reason = asked.text("--reason")};
    };
    const auto say = [&](const store::Store&, const Certification& it) -> diag::Result<Notices> {
        return it.legal_limit() < it.delay->day
                   ? notice(diag::finding(diag::message::certification_notice_late, {},
                                          {it.delay->day.text(), it.legal_limit().text()}),
                            asked.language())
                   : Notices();
    };
    return change_certification(asked, ledger::certification_delay, edit, say);
}

// One that ends it on a day.
template <const ledger::Act<Certification>& act, std::optional<time::Date> Certification::*set>
ExitResult end_certification(const Asked& asked) {
    return change_certification(
        asked, act, [](Certification& it, const time::Date& day) { it.*set = day; }, no_notices);
}

ExitResult list_certifications(const Asked& asked) {
    const bool is_overdue = asked.flag("--overdue");
    if (is_overdue && !asked.of.person.empty() &&
        asked.text("--insurer").empty()) { // of a person all are shown
        return fail_usage(diag::finding(diag::message::usage_unexpected, {}, {"--overdue"}));
    }
    const auto of_person = [](const NamedPerson& named, store::PersonRecords records) {
        return diag::Result<ledger::ShownCertifications>(
            ledger::certifications_shown(std::move(records), named.store().clock().now()));
    };
    const auto of_query = [&](const store::Snapshot& it, const store::ListQuery& query, base::Millis now) {
        return ledger::certifications_shown(
            it, query, is_overdue ? ledger::Awaited::overdue : ledger::Awaited::all, now);
    };
    const auto line = [&](const auto& kept, const auto& status, const auto& /*today*/) {
        return certification_line(kept.record, status, asked.language());
    };
    return list_asked(asked, "certification-list", &store::PersonRecords::certifications, of_person, of_query,
                      line, &listed_json);
}

constexpr std::array<ActCode, 6> certification_acts{
    {{"start", &start_certification},
     {"step", &take_step},
     {"delay", &put_off},
     {"withdraw", &end_certification<ledger::certification_withdraw, &Certification::withdrawn>},
     {"reject", &end_certification<ledger::certification_reject, &Certification::rejected>},
     {"list", &list_certifications}}};

} // namespace

const RecordKind certification_kind{"certification", certification_acts};

} // namespace renkei::online
