// Consents over FHIR: what is special of them.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/server/records/consent_resource.h"
#include "gateway/network/server/records/record_kind.h"
#include "generated/messages/ledger.h"
#include "generated/messages/records.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

using ledger::PeerRights;
using sharing::Consent;

constexpr std::string_view withdrawal_only = "status: inactive (withdrawnBy, withdrawnWhy)";

Result<void> check_taker(const ServerContext& gateway, const PeerRights& rights,
                         const policy::Number& taker) {
    const bool may = std::ranges::find(rights.consent_takers, taker) != rights.consent_takers.end();
    return may ? Result<void>()
               : diag::fail(
                     message::consent_taker_not_allowed, {},
                     {fmt::format("{}", fmt::join(ledger::consent_taking_types(*gateway.sharing()), ", "))});
}

// Apart from the withdrawal, what was read is what is kept.
Result<void> check_unchanged(const Consent& kept, const ReadConsent& read) {
    const Consent& given = read.consent;
    return check_fixed({{"dateTime", given.given_at == kept.given_at},
                        {"performer", given.given_by == kept.given_by},
                        {"organization", given.taker == kept.taker},
                        {"sourceReference", given.evidence == kept.evidence},
                        {"provision.type", given.permits == kept.permits},
                        {"provision.period", given.from == kept.from && given.until == kept.until},
                        {"provision.actor", given.receivers == kept.receivers},
                        {"provision.purpose", given.purposes == kept.purposes},
                        {"provision.class", given.kinds == kept.kinds},
                        {"extension.channel", given.channel == kept.channel}},
                       withdrawal_only);
}

// What the update says of the withdrawal is what is kept: the same request again need not know the moment.
bool says_same(const sharing::Withdrawal& said, const sharing::Withdrawal& kept) {
    return said.by == kept.by && (said.at == 0 || said.at == kept.at) &&
           (said.why.empty() || said.why == kept.why);
}

} // namespace

template <>
struct RecordKind<Consent> : SeenKind<Consent> {
    using Read = ReadConsent;
    static constexpr std::string_view type = consent_type;
    static constexpr std::string_view name = "consent";
    static constexpr std::string_view person = "Consent.patient";
    static constexpr AuditedAs listed = listed_consents;
    static constexpr auto list = &store::PersonRecords::consents;
    static constexpr bool is_in_documents = true;

    static Result<Read> read(ServerContext& gateway, const Request& request, const json::Tree& tree) {
        return read_consent_resource(tree, view_of(gateway, request, {}, {}), gateway.sharing()->kind_ids());
    }
    static std::string write(ServerContext& /*gateway*/, const Consent& consent, const RecordView& view) {
        return write_consent(consent, view);
    }

    // It says nothing of a withdrawal.
    static Result<void> check_new(ServerContext& /*gateway*/, const policy::Peer& caller, const Read& read) {
        if (!read.is_active || read.states_withdrawal) {
            return tl::make_unexpected(wrong_member("consent", "status", "inactive", "active"));
        }
        return std::ranges::find(caller.numbers, read.consent.taker) != caller.numbers.end()
                   ? Result<void>()
                   : diag::fail(message::record_of_other, {}, {to_text(read.consent.taker)});
    }
    static Result<void> check_person(const Entry& entry, const Read& read,
                                     const store::PersonRecords& records) {
        return check_taker(entry.gateway, entry.rights(records), read.consent.taker);
    }
    // Of a refusal whose day alone is known the instant may differ.
    static bool is_same(const Consent& kept, const Read& read, const policy::Peer& /*caller*/) {
        Consent same = read.consent;
        same.id = kept.id;
        same.insurer = kept.insurer;
        same.withdrawn = kept.withdrawn;
        if (read.is_day_alone &&
            time::day_in_japan(kept.given_at) == time::day_in_japan(read.consent.given_at)) {
            same.given_at = kept.given_at;
        }
        return same == kept;
    }
    static Result<Consent> enter(Entry& entry, const Read& read) {
        store::Store& store = entry.gateway.store();
        Consent consent = read.consent;
        if (!consent.permits && read.is_day_alone) {
            consent.given_at = ledger::refused_on(time::day_in_japan(consent.given_at), store.clock().now());
        }
        TRY(ledger::EnteredConsent out,
            ledger::enter_consent(store, entry.subject, std::move(consent), &entry.change));
        if (entry.change.committed) {
            for (const diag::Finding& each : ledger::findings_about(out, store.clock().now())) {
                if (each.severity == diag::Severity::warning) {
                    entry.warnings.push_back(each.message);
                }
            }
        }
        return std::move(out.consent);
    }

    // Whether the update withdraws; nothing changes if it says what is kept.
    static Result<ChangeStep> step(ServerContext& gateway, const Consent& kept, const KeptNow& now,
                                   const Read& read) {
        TRY_VOID(check_unchanged(kept, read));
        const std::optional<sharing::Withdrawal>& said = read.consent.withdrawn;
        if (kept.withdrawn || read.is_active) {
            const bool is_same =
                read.is_active == !kept.withdrawn &&
                (!read.states_withdrawal || !said || !kept.withdrawn || says_same(*said, *kept.withdrawn));
            TRY_VOID(check_fixed({{"status", is_same}}, withdrawal_only));
            return ChangeStep::leave;
        }
        TRY_VOID(check_fixed({{"withdrawnAt", !said || said->at == 0}}, withdrawal_only));
        if (now.rights.consent_takers.empty()) {
            return tl::make_unexpected(check_taker(gateway, now.rights, {}).error());
        }
        return ChangeStep::change;
    }
    static Result<Consent> change(ServerContext& gateway, const seal::Hash& person, const std::string& id,
                                  const Read& read, ledger::PeerChange& change) {
        const sharing::Withdrawal said = read.consent.withdrawn.value_or(sharing::Withdrawal());
        return ledger::withdraw_consent(gateway.store(), person, id, said.by, said.why, &change);
    }
};
template AuditedResponse read_record<Consent>(ServerContext&, const Request&, PathParameters);
template AuditedResponse search_records<Consent>(ServerContext&, const Request&, PathParameters);
template AuditedResponse create_record<Consent>(ServerContext&, const Request&, PathParameters);
template AuditedResponse update_record<Consent>(ServerContext&, const Request&, PathParameters);

QueryParameters kept_search_parameters(ServerContext& gateway) {
    QueryParameters out = search_parameters_of_all(gateway);
    out.push_back(record_search_parameters(gateway).back());
    return out;
}

} // namespace renkei::server
