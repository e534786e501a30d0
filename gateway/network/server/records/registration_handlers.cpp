// Registrations over FHIR: what is special of them.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/ledger/organisation_records.h"
#include "gateway/network/ledger/work.h"
#include "gateway/network/server/records/episode_resource.h"
#include "gateway/network/server/records/record_list.h"
#include "generated/messages/ledger.h"
#include "generated/messages/records.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

using sharing::Registration;
using sharing::Voucher;

constexpr std::string_view office_changes = "type, period.end, lastService, viewUntil, patient.display, "
                                            "kana, birth; status: finished (endedWhy, endedAt)";
constexpr std::string_view insurer_changes = "type, period.end, lastService, viewUntil, makesPlan, "
                                             "vouchedBy, patient.display, kana, birth; status: finished "
                                             "(endedWhy, endedAt)";

bool is_municipality(const policy::Peer& caller) { return !access::insurer_number_of(caller).empty(); }

Result<void> check_service_type(const ServerContext& gateway, const Registration& given) {
    const std::shared_ptr<const policy::PeerList> peers = gateway.peers();
    const policy::Peer* const office = ledger::peer_with(*peers, given.office);
    const std::vector<std::string_view> types =
        office == nullptr ? std::vector<std::string_view>() : gateway.sharing()->service_types(office->role);
    const bool fits = given.service_type.empty() || types.empty() ||
                      std::ranges::find(types, given.service_type) != types.end();
    return fits ? Result<void>()
                : diag::fail(message::service_type_not_of_role, {},
                             {given.service_type, fmt::format("{}", fmt::join(types, ", "))});
}

// An office enters its own, a municipality those of the persons whom it insures (check_insured).
Result<void> check_office(const ServerContext& gateway, const policy::Peer& caller,
                          const policy::Number& number) {
    const std::shared_ptr<const policy::PeerList> peers = gateway.peers();
    const policy::Peer* const office = is_municipality(caller) ? ledger::peer_with(*peers, number) : &caller;
    if (office == nullptr) {
        return diag::fail(message::office_unknown, {}, {to_text(number)});
    }
    const bool is_its_own = std::ranges::find(office->numbers, number) != office->numbers.end();
    return is_its_own && ledger::may_register(*office)
               ? Result<void>()
               : diag::fail(message::record_of_other, {}, {to_text(number)});
}

// What the dates say is not said otherwise; of an update, as it was before or will be.
Result<void> check_status(ServerContext& gateway, const ReadEpisode& read,
                          const Registration* kept = nullptr) {
    constexpr std::string_view names[] = {"planned", "active", "finished"};
    const time::Date today = time::day_in_japan(gateway.store().clock().now());
    const EpisodeStatus status = episode_status(read.registration, today);
    const bool is_as_before =
        kept != nullptr && !read.states_end && episode_status(*kept, today) == read.status;
    return status == read.status || is_as_before
               ? Result<void>()
               : tl::make_unexpected(wrong_member("registration", "status",
                                                  names[static_cast<std::size_t>(read.status)],
                                                  names[static_cast<std::size_t>(status)]));
}

// As it is, but for what an update changes. What an office changes of its own stands on its word again.
Registration updated(const Registration& before, const Registration& given, bool insures) {
    Registration kept = before;
    kept.service_type = given.service_type;
    kept.until = given.until;
    kept.last_service_month = given.last_service_month;
    kept.view_until = given.view_until;
    kept.makes_plan = given.makes_plan;
    kept.vouched_by = given.vouched_by == Voucher::unstated ? kept.vouched_by : given.vouched_by;
    const bool is_changed = kept != before;
    kept.vouched_by = is_changed && !insures ? Voucher::office : kept.vouched_by;
    sharing::rename(kept.subject, given.subject);
    return kept;
}

bool opens_something(const Registration& registration, const ledger::PresentPerson& person) {
    return ledger::state_of(registration, person) == sharing::Reason::allowed &&
           !registration.service_type.empty();
}

} // namespace

template <>
struct RecordKind<Registration> : SeenKind<Registration>, WholeList {
    using Read = ReadEpisode;
    static constexpr std::string_view type = episode_type;
    static constexpr std::string_view name = "registration";
    static constexpr std::string_view person = "EpisodeOfCare.patient";
    static constexpr AuditedAs listed = listed_registrations;
    static constexpr auto list = &store::PersonRecords::registrations;
    static constexpr auto parameters = &registration_parameters;
    static constexpr bool is_in_documents = false;

    static Result<Read> read(ServerContext& gateway, const Request& /*request*/, const json::Tree& tree) {
        return read_episode_resource(tree, forms_of(gateway), gateway.sharing()->service_types());
    }
    // Of the offices of the caller. A person stands in no URL, and so a search is sent by POST.
    static bool has_list(const Request& request, bool is_continued) {
        return !is_municipality(*request.caller.peer) && (request.method == "POST" || is_continued);
    }
    static Result<ledger::WorkPage<Shown>> listed_for(ServerContext& gateway, const Request& request,
                                                      const store::Snapshot& snapshot, std::string_view after,
                                                      std::uint32_t limit) {
        TRY(const ledger::WorkList work,
            ledger::work_of(snapshot, *request.caller.peer, gateway.store().clock().now()));
        return ledger::page_of<Shown>(
            work, after, limit,
            [](const ledger::Work& it) { return std::holds_alternative<ledger::ServiceWork>(it.what); },
            [](const ledger::Work& it) {
                return Result<std::optional<Shown>>(
                    Shown{it.person, std::get<ledger::ServiceWork>(it.what).record});
            });
    }
    static std::string write(ServerContext& gateway, const Registration& it, const RecordView& view) {
        return write_episode(it, view, time::day_in_japan(gateway.store().clock().now()));
    }

    // It has not ended, and whether the office makes the plan is the insurer's to say.
    static Result<void> check_new(ServerContext& gateway, const policy::Peer& caller, const Read& read) {
        TRY_VOID(check_office(gateway, caller, read.registration.office));
        if (read.states_end) {
            return tl::make_unexpected(wrong_member(name, "extension", "endedAt, endedWhy", "-"));
        }
        if (read.registration.vouched_by != Voucher::unstated) { // who enters it vouches for it
            return tl::make_unexpected(
                wrong_member(name, "vouchedBy", sharing::word_of(read.registration.vouched_by), "-"));
        }
        if (read.registration.makes_plan && !is_municipality(caller)) {
            return tl::make_unexpected(wrong_member(name, "makesPlan", "true", "false (insurer: PUT)"));
        }
        TRY_VOID(check_service_type(gateway, read.registration));
        return check_status(gateway, read);
    }
    // A municipality that does not insure the person is answered alike of everybody.
    static Result<void> check_person(const Entry& entry, const Read& read,
                                     const store::PersonRecords& records) {
        return !is_municipality(*entry.request.caller.peer) || entry.rights(records).insures
                   ? Result<void>()
                   : diag::fail(message::record_of_other, {}, {to_text(read.registration.office)});
    }
    // It has not ended. Who makes the plan is not said by an office.
    static bool is_same(const Registration& kept, const Read& read, const policy::Peer& caller) {
        Registration same = read.registration;
        same.id = kept.id;
        same.insurer = kept.insurer;
        same.makes_plan = is_municipality(caller) ? same.makes_plan : kept.makes_plan;
        same.vouched_by = kept.vouched_by;
        const bool is_proved = kept.vouched_by == Voucher::insurer || kept.vouched_by == Voucher::confirmed;
        if (is_municipality(caller) && !is_proved) {
            return false; // its own word is more; it is to confirm the one that there is
        }
        same.subject = kept.subject;
        sharing::rename(same.subject, read.registration.subject);
        return same == kept;
    }
    static Result<Registration> enter(Entry& entry, const Read& read) {
        Registration wanted = read.registration;
        wanted.vouched_by = is_municipality(*entry.request.caller.peer) ? Voucher::insurer : Voucher::office;
        TRY(Registration out, ledger::enter(entry.gateway.store(), ledger::registration_add, entry.subject,
                                            std::move(wanted), &entry.change));
        if (entry.change.committed && !opens_something(out, entry.present)) {
            entry.warnings.push_back(message::registration_opens_nothing);
        }
        return out;
    }

    static Result<ChangeStep> step(ServerContext& gateway, const Registration& kept, const KeptNow& now,
                                   Read& read) {
        const Registration& given = read.registration;
        const std::string_view changes = now.rights.insures ? insurer_changes : office_changes;
        TRY_VOID(check_fixed(
            {{"managingOrganization", given.office == kept.office},
             {"period.start", given.from == kept.from},
             {"identityMethod, identityAt, identityUser", given.identity == kept.identity},
             {"makesPlan", now.rights.insures || given.makes_plan == kept.makes_plan},
             {"vouchedBy", given.vouched_by == Voucher::unstated || given.vouched_by == kept.vouched_by ||
                               (now.rights.insures && given.vouched_by == Voucher::confirmed &&
                                kept.vouched_by != Voucher::insurer)}},
            changes));
        TRY_VOID(check_status(gateway, read, &kept));
        read.insures = now.rights.insures;
        const Registration wanted = updated(kept, given, read.insures);
        if (!read.states_end) {
            TRY_VOID(check_service_type(gateway, given));
            return wanted == kept && !kept.ended ? ChangeStep::leave : ChangeStep::change;
        }
        if (kept.ended && *kept.ended == given.ended) {
            return ChangeStep::leave;
        }
        TRY_VOID(check_fixed({{"status", wanted == kept}}, changes)); // what ends it changes nothing else
        return ChangeStep::change;
    }
    static Result<Registration> change(ServerContext& gateway, const seal::Hash& person,
                                       const std::string& id, const Read& read, ledger::PeerChange& change) {
        if (!read.states_end) {
            const auto make = [&](const Registration& kept, const auto& /*records*/) {
                return Result<Registration>(updated(kept, read.registration, read.insures));
            };
            return ledger::change(gateway.store(), ledger::registration_change, person, id, make, &change);
        }
        const sharing::RegistrationEnded& ended = *read.registration.ended;
        return ledger::end_registration(gateway.store(), person, id, ended.why,
                                        ended.at == 0 ? std::nullopt : std::optional(ended.at), &change);
    }
};
template AuditedResponse read_record<Registration>(ServerContext&, const Request&, PathParameters);
template AuditedResponse create_record<Registration>(ServerContext&, const Request&, PathParameters);
template AuditedResponse update_record<Registration>(ServerContext&, const Request&, PathParameters);

QueryParameters registration_parameters(ServerContext& gateway) {
    QueryParameters out = record_search_parameters(gateway);
    out.push_back(count_parameter(page_of_list));
    return out;
}

AuditedResponse search_registrations(ServerContext& gateway, const Request& request, PathParameters parts) {
    RecordSearch<Registration> search(gateway, request);
    return search.is_for_records() ? search.answer() : search_records<Registration>(gateway, request, parts);
}

} // namespace renkei::server
