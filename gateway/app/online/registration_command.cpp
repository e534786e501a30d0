// renkei registration: which offices serve which persons (担当事業所登録).
#include "gateway/app/online/peers.h"
#include "gateway/app/online/record_acts.h"
#include "gateway/app/online/registration_line.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/registrations.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace renkei::online {
namespace {

namespace message = diag::message;

using sharing::Registration;

// With a service type, which an actor of the matrix has, the matrix.
tl::expected<std::optional<sharing::Matrix>, ExitCode> matrix_of_type(const Asked& asked,
                                                                      const CommandSettings& settings) {
    const std::vector<std::string> said{asked.text("--service-type")};
    if (said.front().empty()) {
        return std::nullopt;
    }
    std::optional<sharing::Matrix> matrix = open_matrix(settings);
    if (!matrix) {
        return tl::make_unexpected(ExitCode::environment);
    }
    if (const diag::Result<void> known = want_known("--service-type", said, matrix->service_types());
        !known) {
        return tl::make_unexpected(usage_error(known.error(), settings.language));
    }
    return matrix;
}

// The type is one of another kind of office than the peer is entered as.
diag::Result<Notices> role_notices(const Registration& registration,
                                   const std::optional<sharing::Matrix>& matrix, const store::Store& store,
                                   Language language) {
    if (!matrix) {
        return Notices();
    }
    TRY(const std::optional<policy::Peer> peer, find_office(store, registration.office));
    const std::vector<std::string_view> types =
        peer ? matrix->service_types(peer->role) : std::vector<std::string_view>();
    const bool fits = types.empty() || std::ranges::find(types, registration.service_type) != types.end();
    return fits
               ? Notices()
               : notice(diag::finding(message::service_type_of_other_role, {},
                                      {peer->id, std::string(policy::to_text(peer->role)),
                                       registration.service_type, fmt::format("{}", fmt::join(types, ", "))}),
                        language);
}

// Of one that is entered or changed: what keeps it from opening anything now.
diag::Result<Notices> opening_notices(const store::Store& store, const Registration& registration,
                                      Language language) {
    TRY(const std::optional<sharing::Insurer> insurer,
        store.read_value<std::optional<sharing::Insurer>>(
            [&](const store::Snapshot& snapshot) { return store::insurer(snapshot, registration.insurer); }));
    sharing::Reason reason = sharing::registration_state(
        registration, insurer.value_or(sharing::Insurer{.number = registration.insurer}),
        store.clock().now());
    if (reason == sharing::Reason::allowed && registration.service_type.empty()) {
        reason = sharing::Reason::service_type;
    }
    return reason == sharing::Reason::allowed ? Notices()
                                              : notice(diag::finding(message::registration_opens_nothing, {},
                                                                     {std::string(sharing::word_of(reason))}),
                                                       language);
}

diag::Result<registry::RegistrationChange> change_of(const Asked& asked) {
    registry::RegistrationChange out;
    if (asked.has("--service-type")) {
        out.service_type = asked.text("--service-type");
    }
    if (asked.has("--until")) {
        TRY(out.until, asked.day("--until"));
    }
    if (asked.has("--last-service")) {
        TRY(out.last_service_month, read_month(asked.text("--last-service"), "--last-service"));
    }
    if (asked.has("--view-until")) {
        TRY(out.view_until, asked.day("--view-until"));
    }
    if (asked.has("--makes-plan")) {
        out.makes_plan = asked.text("--makes-plan") == "yes";
    }
    return out;
}

// Without --from of the year 0, without --checked of 1970.
diag::Result<Registration> registration_of(const Asked& asked) {
    Registration out;
    TRY(out.office, read_number(asked.text("--office"), "--office"));
    TRY(const std::optional<time::Date> first, asked.day("--from"));
    TRY(const std::optional<base::Millis> moment, read_moment(asked.text("--checked"), "--checked"));
    TRY(const registry::RegistrationChange rest, change_of(asked));
    out.from = first.value_or(time::Date());
    out.identity = {.method = asked.word<sharing::IdentityMethod>("--method"),
                    .at = moment.value_or(0),
                    .user = asked.text("--user")};
    return rest.applied_to(std::move(out));
}

ExitCode add_registration(const Asked& asked, const CommandSettings& settings) {
    const Language language = settings.language;
    // only an office that has checked identity is registered
    if (const diag::Result<void> given = asked.need({"--method", "--user"}); !given) {
        return usage_error(given.error(), language);
    }
    const auto matrix = matrix_of_type(asked, settings);
    if (!matrix) {
        return matrix.error();
    }
    const auto complete = [&](Registration& it, base::Millis now) {
        it.from = asked.text("--from").empty() ? time::day_in_japan(now) : it.from;
        it.identity->at = asked.text("--checked").empty() ? now : it.identity->at;
    };
    const auto enter = [](store::Store& store, const registry::Subject& subject, Registration it) {
        return registry::add_registration(store, subject, std::move(it));
    };
    const auto say = [&](const store::Store& store, const Registration& it) -> diag::Result<Notices> {
        TRY(Notices out, insurer_notices(store, it.insurer, language));
        TRY(const Notices of_role, role_notices(it, *matrix, store, language));
        out.add(of_role);
        TRY(const Notices of_opening, opening_notices(store, it, language));
        out.add(of_opening);
        return out;
    };
    return enter_asked(asked, asked.done, language, registration_of(asked), complete, enter, say);
}

ExitCode change_registration(const Asked& asked, const CommandSettings& settings) {
    const Language language = settings.language;
    const auto matrix = matrix_of_type(asked, settings);
    if (!matrix) {
        return matrix.error();
    }
    const diag::Result<registry::RegistrationChange> wanted = change_of(asked);
    if (!wanted) {
        return usage_error(wanted.error(), language);
    }
    const auto apply = [&](store::Store& store, const seal::Hash& person) {
        return registry::change_registration(store, person, asked.of.id, *wanted);
    };
    const auto say = [&](const store::Store& store, const Registration& it) -> diag::Result<Notices> {
        TRY(Notices out, role_notices(it, *matrix, store, language));
        TRY(const Notices of_opening, opening_notices(store, it, language));
        out.add(of_opening);
        return out;
    };
    return change_record(asked.of, asked.done, language, apply, say);
}

ExitCode end_registration(const Asked& asked, const CommandSettings& settings) {
    const diag::Result<std::optional<base::Millis>> moment = read_moment(asked.text("--at"), "--at");
    if (!moment) {
        return usage_error(moment.error(), settings.language);
    }
    const auto end = [&](store::Store& store, const seal::Hash& person) {
        return registry::end_registration(store, person, asked.of.id,
                                          asked.word("--why", sharing::RegistrationEnd::office), *moment);
    };
    return change_record(asked.of, asked.done, settings.language, end, no_notices);
}

ExitCode list_registrations(const Asked& asked, const CommandSettings& settings) {
    const Language language = settings.language;
    const auto of_person = [](const NamedPerson& named, const store::PersonRecords& records) {
        const store::Store& store = named.store();
        return store.read_value<registry::ShownRegistrations>(
            [&](const store::Snapshot& snapshot) -> diag::Result<registry::ShownRegistrations> {
                TRY(const registry::PresentPerson person,
                    registry::present_person(snapshot, records, {}, store.clock().now()));
                return registry::registrations_shown(records, person);
            });
    };
    const auto of_query = [](const store::Snapshot& it, const store::ListQuery& query, base::Millis now) {
        return registry::registrations_shown(it, query, now);
    };
    const auto print_list = [&](const registry::ShownRegistrations& shown) {
        const auto& list = shown.records.registrations;
        const auto line_of = [&](std::size_t i) {
            return registration_line(list[i], shown.states[i], shown.today, language) +
                   person_column(asked, list[i].person);
        };
        return print_records(list, shown.records, asked.of.format, asked.done, language, line_of);
    };
    return list_asked(asked, "registration-list", language, of_person, of_query, print_list);
}

constexpr std::array<ActCode, 4> registration_acts{{{"add", &add_registration},
                                                    {"change", &change_registration},
                                                    {"end", &end_registration},
                                                    {"list", &list_registrations}}};

} // namespace

const RecordKind registration_kind{"registration", registration_acts};

} // namespace renkei::online
