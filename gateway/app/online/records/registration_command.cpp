// renkei registration: which offices serve which persons (担当事業所登録).
#include "gateway/app/online/records/record_acts.h"
#include "gateway/app/online/records/registration_line.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/sharing/facts.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace renkei::online {
namespace {

using sharing::Registration;

// With a service type, which an actor of the matrix has, the matrix.
tl::expected<std::optional<sharing::Matrix>, Failure> matrix_of_type(const Asked& asked) {
    const std::vector<std::string> said{asked.text("--service-type")};
    if (said.front().empty()) {
        return std::nullopt;
    }
    TRY(sharing::Matrix matrix, open_matrix(asked.settings));
    TRY_VOID(as_usage(want_known("--service-type", said, matrix.service_types())));
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
    return fits ? Notices()
                : notice(diag::finding(message::service_type_of_other_role, {},
                                       {peer->id, policy::to_text(peer->role), registration.service_type,
                                        fmt::format("{}", fmt::join(types, ", "))}),
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
    return reason == sharing::Reason::allowed
               ? Notices()
               : notice(diag::finding(message::registration_opens_nothing, {}, {sharing::word_of(reason)}),
                        language);
}

// Of one that is entered or changed.
diag::Result<Notices> type_notices(const Registration& registration,
                                   const std::optional<sharing::Matrix>& matrix, const store::Store& store,
                                   Language language) {
    TRY(Notices out, role_notices(registration, matrix, store, language));
    TRY(const Notices of_opening, opening_notices(store, registration, language));
    out.add(of_opening);
    return out;
}

// As it is, but for what the options say.
diag::Result<Registration> changed(const Asked& asked, Registration out) {
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

diag::Result<Registration> registration_of(const Asked& asked, base::Millis now) {
    Registration out{.vouched_by = sharing::Voucher::insurer}; // who runs the gateway acts for it
    TRY(out.office, read_number(asked.text("--office"), "--office"));
    TRY(out.from, asked.day("--from", now));
    TRY(const std::optional<base::Millis> moment, read_moment(asked.text("--checked"), "--checked"));
    out.identity = {.method = asked.word<sharing::IdentityMethod>("--method"),
                    .at = moment.value_or(now),
                    .user = asked.text("--user")};
    return changed(asked, std::move(out));
}

ExitResult add_registration(const Asked& asked) {
    const Language language = asked.language();
    // only an office that has checked identity is registered
    TRY_VOID(as_usage(asked.need({"--method", "--user"})));
    TRY(const std::optional<sharing::Matrix> matrix, matrix_of_type(asked));
    const auto say = [&](const store::Store& store, const Registration& it) -> diag::Result<Notices> {
        TRY(Notices out, insurer_notices(store, it.insurer, language));
        TRY(const Notices of_type, type_notices(it, matrix, store, language));
        out.add(of_type);
        return out;
    };
    return enter_asked(asked, ledger::registration_add, asked.sentence(), &registration_of, say);
}

ExitResult change_registration(const Asked& asked) {
    TRY(const std::optional<sharing::Matrix> matrix, matrix_of_type(asked));
    TRY_VOID(as_usage(changed(asked, {})));
    const auto apply = [&](store::Store& store, const seal::Hash& person) {
        return ledger::change(
            store, ledger::registration_change, person, asked.of.id,
            [&](const Registration& it, const auto& /*records*/) { return changed(asked, it); });
    };
    const auto say = [&](const store::Store& store, const Registration& it) {
        return type_notices(it, matrix, store, asked.language());
    };
    return change_record(asked.of, asked.sentence(), asked.language(), apply, say);
}

ExitResult end_registration(const Asked& asked) {
    TRY(const std::optional<base::Millis> moment, as_usage(read_moment(asked.text("--at"), "--at")));
    const auto end = [&](store::Store& store, const seal::Hash& person) {
        return ledger::end_registration(store, person, asked.of.id,
                                        asked.word("--why", sharing::RegistrationEnd::office), moment);
    };
    return change_record(asked.of, asked.sentence(), asked.language(), end, no_notices);
}

ExitResult list_registrations(const Asked& asked) {
    const auto of_person = [](const NamedPerson& named, store::PersonRecords records) {
        const base::Millis now = named.store().clock().now();
        return named.store().read_value<ledger::ShownRegistrations>(
            [&](const store::Snapshot& snapshot) -> diag::Result<ledger::ShownRegistrations> {
                TRY(const ledger::PresentPerson person, ledger::present_person(snapshot, records, {}, now));
                return ledger::registrations_shown(records, person);
            });
    };
    const auto of_query = [](const store::Snapshot& it, const store::ListQuery& query, base::Millis now) {
        return ledger::registrations_shown(it, query, now);
    };
    const auto line = [&](const auto& kept, sharing::Reason state, const time::Date& today) {
        return registration_line(kept, state, today, asked.language());
    };
    return list_asked(asked, "registration-list", &store::PersonRecords::registrations, of_person, of_query,
                      line, record_json);
}

constexpr std::array<ActCode, 4> registration_acts{{{"add", &add_registration},
                                                    {"change", &change_registration},
                                                    {"end", &end_registration},
                                                    {"list", &list_registrations}}};

} // namespace

const RecordKind registration_kind{"registration", registration_acts};

} // namespace renkei::online
