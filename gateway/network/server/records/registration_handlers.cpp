// Entering, changing and ending registrations over FHIR.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/registry/organisation_records.h"
#include "gateway/network/registry/registrations.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/records/record_handlers.h"
#include "generated/messages/records.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

namespace message = diag::message;
using diag::Result;
using registry::ChangeStep;
using registry::PeerChange;
using sharing::Registration;

constexpr std::string_view office_changes =
    "type, period.end, lastService, viewUntil; status: finished (endedWhy, endedAt)";
constexpr std::string_view insurer_changes =
    "type, period.end, lastService, viewUntil, makesPlan; status: finished (endedWhy, endedAt)";

HttpResult<ReadEpisode> read_episode_body(ServerContext& gateway, const Request& request) {
    return read_record_body<ReadEpisode>(gateway, request, [&](const json::Tree& tree) {
        return read_episode_resource(tree, forms_of(gateway), gateway.sharing()->service_types());
    });
}

bool is_municipality(const policy::Peer& caller) { return !access::insurer_number_of(caller).empty(); }

Result<void> check_service_type(const ServerContext& gateway, const Registration& given) {
    const std::shared_ptr<const policy::PeerList> peers = gateway.peers();
    const policy::Peer* const office = registry::peer_with(*peers, given.office);
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
    const policy::Peer* const office =
        is_municipality(caller) ? registry::peer_with(*peers, number) : &caller;
    if (office == nullptr) {
        return diag::fail(message::office_unknown, {}, {to_text(number)});
    }
    const bool is_its_own = std::ranges::find(office->numbers, number) != office->numbers.end();
    return is_its_own && registry::may_register(*office)
               ? Result<void>()
               : diag::fail(message::record_of_other, {}, {to_text(number)});
}

// As of a new registration: it has not ended, and whether the office makes the plan is the insurer's to say.
Result<void> check_new_episode(const ServerContext& gateway, const policy::Peer& caller,
                               const ReadEpisode& read) {
    const Registration& given = read.registration;
    TRY_VOID(check_office(gateway, caller, given.office));
    if (read.states_end) {
        return tl::make_unexpected(wrong_member("registration", "extension", "endedAt, endedWhy", "-"));
    }
    if (given.makes_plan && !is_municipality(caller)) {
        return tl::make_unexpected(wrong_member("registration", "makesPlan", "true", "false (insurer: PUT)"));
    }
    return check_service_type(gateway, given);
}

// A municipality that does not insure the person is answered alike of everybody.
Result<void> check_insured(const ServerContext& gateway, const policy::Peer& caller,
                           const store::PersonRecords& records, const registry::PresentPerson& person,
                           const policy::Number& office) {
    const bool may =
        !is_municipality(caller) || registry::rights_of(*gateway.sharing(), caller, records, person).insures;
    return may ? Result<void>() : diag::fail(message::record_of_other, {}, {to_text(office)});
}

// What the dates say is not said otherwise.
Result<void> check_status(const ReadEpisode& read, const time::Date& today) {
    constexpr std::string_view names[] = {"planned", "active", "finished"};
    const EpisodeStatus status = episode_status(read.registration, today);
    return status == read.status
               ? Result<void>()
               : tl::make_unexpected(wrong_member("registration", "status",
                                                  names[static_cast<std::size_t>(read.status)],
                                                  names[static_cast<std::size_t>(status)]));
}

// The same act, entered before, and it has not ended. Who makes the plan is not said by an office.
bool is_same_episode(const Registration& kept, const Registration& given, const policy::Peer& caller) {
    Registration same = given;
    same.id = kept.id;
    same.insurer = kept.insurer;
    same.makes_plan = is_municipality(caller) ? given.makes_plan : kept.makes_plan;
    return same == kept;
}

// As it is, but for what an update changes.
Registration updated(Registration kept, const Registration& given) {
    kept.service_type = given.service_type;
    kept.until = given.until;
    kept.last_service_month = given.last_service_month;
    kept.view_until = given.view_until;
    kept.makes_plan = given.makes_plan;
    return kept;
}

// What neither an office nor the insurer changes, and what the insurer alone does.
Result<void> check_members(const ToChange<Registration>& kept, const Registration& given) {
    const Registration& before = kept.record;
    const bool insures = kept.rights.insures;
    const std::pair<std::string_view, bool> members[] = {
        {"managingOrganization", given.office == before.office},
        {"period.start", given.from == before.from},
        {"identityMethod, identityAt, identityUser", given.identity == before.identity},
        {"makesPlan", insures || given.makes_plan == before.makes_plan}};
    for (const auto& [name, is_same] : members) {
        TRY_VOID(check_fixed(is_same, name, insures ? insurer_changes : office_changes));
    }
    return {};
}

// An update that ends the registration, and changes nothing else.
Result<ChangeStep> step_of_end(const ToChange<Registration>& kept, const ReadEpisode& read) {
    if (kept.record.ended && *kept.record.ended == read.registration.ended) {
        return ChangeStep::leave;
    }
    Registration rest = updated(kept.record, read.registration);
    rest.ended = kept.record.ended;
    TRY_VOID(
        check_fixed(rest == kept.record, "status", kept.rights.insures ? insurer_changes : office_changes));
    return ChangeStep::change;
}

class EpisodeUpdate {
public:
    EpisodeUpdate(ServerContext& gateway, const Request& request, const std::string& id,
                  const ReadEpisode& read)
        : gateway_(gateway),
          request_(request),
          id_(id),
          read_(read),
          now_(gateway.store().clock().now()) {}

    AuditedResponse run(const seal::Hash& person) {
        PeerChange change{
            .caller = request_.caller,
            .check = [this](const store::Snapshot& snapshot, const store::PersonRecords& records) {
                return step(snapshot, records);
            }};
        const Result<Registration> done = write(person, change);
        if (!done) {
            return refused(request_, done.error(), kept_.insurer, subject_about(person));
        }
        const Registration& result = change.committed ? *done : kept_;
        return changed(change, record_response(gateway_, request_, 200, result, read_.person),
                       subject_about(person));
    }

private:
    Result<ChangeStep> step(const store::Snapshot& snapshot, const store::PersonRecords& records) {
        TRY(const ToChange<Registration> kept,
            record_to_change<Registration>(gateway_, request_, snapshot, records, episode_type, id_,
                                           read_.person));
        kept_ = kept.record;
        return step_from(kept).map_error([this](const diag::Error& error) {
            return error_of_change(error, read_.version, version_of(gateway_, kept_));
        });
    }

    Result<ChangeStep> step_from(const ToChange<Registration>& kept) {
        TRY_VOID(check_members(kept, read_.registration));
        TRY_VOID(check_status(read_, time::day_in_japan(now_)));
        if (read_.states_end) {
            return step_of_end(kept, read_);
        }
        TRY_VOID(check_service_type(gateway_, read_.registration));
        const bool is_same = updated(kept.record, read_.registration) == kept.record;
        return is_same && !kept.record.ended ? ChangeStep::leave : ChangeStep::change;
    }

    Result<Registration> write(const seal::Hash& person, PeerChange& change) {
        if (!read_.states_end) {
            const auto make = [&](const Registration& kept, const auto& /*records*/) {
                return Result<Registration>(updated(kept, read_.registration));
            };
            return registry::change(gateway_.store(), registry::registration_change, person, id_, make,
                                    &change);
        }
        const sharing::RegistrationEnded& ended = *read_.registration.ended;
        return registry::end_registration(gateway_.store(), person, id_, ended.why,
                                          ended.at == 0 ? std::nullopt : std::optional(ended.at), &change);
    }

    ServerContext& gateway_;
    const Request& request_;
    const std::string& id_;
    const ReadEpisode& read_;
    base::Millis now_;
    Registration kept_{};
};

bool opens_something(const Registration& registration, const registry::PresentPerson& person) {
    return registry::state_of(registration, person) == sharing::Reason::allowed &&
           !registration.service_type.empty();
}

AuditedResponse entered_episode(ServerContext& gateway, const Request& request, const ReadEpisode& read,
                                const registry::Subject& subject) {
    std::optional<Registration> before;
    registry::PresentPerson present;
    PeerChange change{.caller = request.caller,
                      .check = [&](const store::Snapshot& snapshot,
                                   const store::PersonRecords& records) -> Result<ChangeStep> {
                          before.reset();
                          TRY(present, registry::present_person(snapshot, records, subject.insurer,
                                                                gateway.store().clock().now()));
                          TRY_VOID(check_insured(gateway, *request.caller.peer, records, present,
                                                 read.registration.office));
                          for (const auto& [person, kept, order] : records.registrations) {
                              if (is_same_episode(kept, read.registration, *request.caller.peer)) {
                                  before = kept;
                                  return ChangeStep::leave;
                              }
                          }
                          return ChangeStep::change;
                      }};
    const Result<Registration> added =
        registry::enter(gateway.store(), registry::registration_add, subject, read.registration, &change);
    if (!added) {
        return refused(request, added.error(), subject.insurer, subject_about(subject.person));
    }
    Response response =
        record_response(gateway, request, before ? 200 : 201, before ? *before : *added, read.person);
    if (!before && !opens_something(*added, present)) {
        response.with("Warning",
                      fmt::format("299 - \"{}\"", diag::row(message::registration_opens_nothing).id));
    }
    return changed(change, std::move(response), subject_about(subject.person));
}

} // namespace

AuditedResponse create_episode(ServerContext& gateway, const Request& request, PathParameters) {
    TRY_OR_ANSWER(request, const ReadEpisode read, read_episode_body(gateway, request));
    const auto subject = [&]() -> Result<registry::Subject> {
        TRY_VOID(check_new_episode(gateway, *request.caller.peer, read));
        TRY_VOID(check_status(read, time::day_in_japan(gateway.store().clock().now())));
        return subject_of(gateway, "EpisodeOfCare.patient", read.person);
    }();
    return subject ? entered_episode(gateway, request, read, *subject)
                   : AuditedResponse(error_response(request, http_error_of(subject.error())));
}

AuditedResponse update_episode(ServerContext& gateway, const Request& request, PathParameters parts) {
    TRY_OR_ANSWER(request, const ReadEpisode read, read_episode_body(gateway, request));
    if (read.id != parts[0]) {
        return error_response(request, http_error_of(wrong_member("registration", "id", read.id, parts[0])));
    }
    const Result<seal::Hash> person = person_of(gateway, parts[0]);
    return person ? EpisodeUpdate(gateway, request, parts[0], read).run(*person)
                  : AuditedResponse(error_response(request, http_error_of(person.error())));
}

} // namespace renkei::server
