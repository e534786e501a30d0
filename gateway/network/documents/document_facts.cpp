#include "gateway/network/documents/document_facts.h"

#include "gateway/forms/mapping/fill/identity.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/network/documents/media_type.h"
#include "generated/messages/documents.h"
#include "generated/messages/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::documents {
namespace {

using store::Hash;

// Statuses of a Composition that say the document holds no longer.
constexpr std::string_view withdrawing[] = {"entered-in-error", "cancelled"};

// Numbers of different insurers or institutions are different, if both say whose they are.
bool is_same(const PersonNumber& a, const PersonNumber& b) {
    const bool is_elsewhere =
        !a.within.value.empty() && !b.within.value.empty() && a.within.value != b.within.value;
    return a.number == b.number && !is_elsewhere;
}

} // namespace

void set_name(ParsedDocument& parsed, const Hash& key, std::string_view sender, std::string_view form,
              std::string_view document) {
    parsed.name = document;
    parsed.fresh.key = {seal::keyed_hash(key, {"sender", sender}),
                        seal::keyed_hash(key, {"document", form, document})};
    if (parsed.metadata.replaces && !sender.empty()) {
        parsed.replaced = {parsed.fresh.key.sender,
                           seal::keyed_hash(key, {"document", form, *parsed.metadata.replaces})};
    }
}

void set_metadata(ParsedDocument& parsed, ExtractedMetadata metadata, const Hash& key) {
    store::Version& version = parsed.fresh.version;
    version.type_system = metadata.type.system;
    version.type_code = metadata.type.value;
    version.title = metadata.title;
    version.date = metadata.date;
    store::Parties& parties = parsed.fresh.parties;
    parties.senders = metadata.senders;
    parties.receivers = metadata.receivers;
    for (const base::Personal<PersonNumber>& person : metadata.persons) {
        for (const Hash& hash : person_hashes(key, person.reveal())) {
            if (std::ranges::find(parties.persons, hash) == parties.persons.end()) {
                parties.persons.push_back(hash);
            }
        }
        const policy::Identifier& within = person.reveal().within;
        if (within.system == policy::number_kind("insurer")->system) {
            parties.insured.push_back({person_hash(key, person.reveal()), within.value});
        }
    }
    parsed.withdraws = std::ranges::find(withdrawing, metadata.status) != std::end(withdrawing);
    parsed.metadata = std::move(metadata);
}

std::string differing_system(std::span<const base::Personal<PersonNumber>> stated,
                             std::span<const base::Personal<PersonNumber>> named) {
    std::string out;
    for (const base::Personal<PersonNumber>& a : stated) {
        for (const base::Personal<PersonNumber>& b : named) {
            if (is_same(a.reveal(), b.reveal())) {
                return {};
            }
            if (out.empty() && a.reveal().number.system == b.reveal().number.system) {
                out = a.reveal().number.system;
            }
        }
    }
    return out;
}

std::vector<std::string> creators_of(const form::Form& form) {
    std::vector<std::string> out;
    for (const std::span<const form::Str> roles : {form.creators(), form.asked()}) {
        for (const form::Str role : roles) {
            out.emplace_back(form.text(role));
        }
    }
    return out;
}

bool may_send(const form::Form& form, const policy::Peer& peer) {
    const policy::AccessDecision decision = policy::may_create(peer, creators_of(form), {});
    return !form.is_foreign() && (decision == policy::AccessDecision::allowed ||
                                  decision == policy::AccessDecision::not_the_sender);
}

bool is_only_asked(const form::Form& form, policy::Role role) {
    const auto names = [&](form::Str each) { return form.text(each) == policy::to_text(role); };
    return std::ranges::any_of(form.asked(), names) && std::ranges::none_of(form.creators(), names);
}

std::vector<std::string> syntaxes_of(const form::Form& form) {
    std::vector<std::string> out;
    for (const Content content : {Content::fhir_json, Content::fhir_xml}) {
        out.emplace_back(fhir_syntax(content));
    }
    for (const form::Syntax& syntax : form.syntaxes()) {
        out.emplace_back(form.text(syntax.id));
    }
    return out;
}

std::vector<policy::Identifier> own_among(std::span<const policy::Identifier> senders,
                                          const policy::Peer& peer) {
    std::vector<policy::Identifier> out(senders.begin(), senders.end());
    if (!policy::is_intermediary(peer.role)) {
        const std::vector<policy::Identifier> own = policy::identifiers_of(peer.numbers);
        std::erase_if(
            out, [&own](const policy::Identifier& it) { return std::ranges::find(own, it) == own.end(); });
    }
    return out;
}

std::vector<policy::Identifier> senders_here(const ExtractedMetadata& metadata, const policy::Peer& peer) {
    const bool is_author =
        own_among(metadata.senders, peer).empty() && !own_among(metadata.authors, peer).empty();
    return is_author ? metadata.authors : metadata.senders;
}

std::string identity_of(std::span<const policy::Identifier> senders, const policy::Peer& peer) {
    std::set<std::string> named;
    for (const policy::Identifier& sender : senders) {
        if (std::ranges::find(policy::number_kinds(), sender.system, &policy::NumberKind::system) !=
            policy::number_kinds().end()) {
            named.insert(fmt::format("{}|{}", sender.system, sender.value));
        }
    }
    return named.empty() ? peer.id : fmt::format("{}", fmt::join(named, ","));
}

policy::Identifier sender_of(const mapping::Plan& plan, const record::Record& record) {
    const mapping::PartyNumber sender = mapping::sender_number(plan, record);
    return {std::string(sender.system), std::string(sender.value)};
}

std::vector<policy::Identifier> receivers_of(const mapping::Plan& plan, const record::Record& record) {
    std::vector<policy::Identifier> out;
    for (const mapping::PartyNumber& receiver : mapping::receiver_numbers(plan, record)) {
        out.push_back({std::string(receiver.system), std::string(receiver.value)});
    }
    return out;
}

void warn_unused_receivers(std::span<const policy::Identifier> requested,
                           std::span<const policy::Identifier> used, const diag::Where& where,
                           diag::Report& report) {
    std::vector<policy::Identifier> unused;
    std::ranges::copy_if(requested, std::back_inserter(unused), [used](const policy::Identifier& it) {
        return std::ranges::find(used, it) == used.end();
    });
    if (!unused.empty()) {
        report.add(diag::message::receiver_not_used, where, {policy::listed(unused)});
    }
}

diag::Where place_of(const service::RecordSource& source, const record::Record& record, form::ItemId item) {
    const record::Row& head = record.root();
    const std::uint32_t offset =
        item == form::none ? 0 : record.common_value(record.form().items()[item]).offset;
    return source.where({.row = head, .item = item, .group = head.group, .offset = offset});
}

form::ItemId sender_item(const record::Record& record, const policy::Identifier& sender) {
    const std::span<const form::ItemId> items = record.form().senders();
    const auto said = std::ranges::find_if(items, [&](form::ItemId item) {
        return record.common_value(record.form().items()[item]).text() == sender.value;
    });
    const bool has_number = !sender.system.empty() && said != items.end();
    return has_number ? *said : items.empty() ? form::none : items.front();
}

form::ItemId receiver_item(const record::Record& record, std::span<const policy::Identifier> receivers) {
    const std::span<const form::ItemId> senders = record.form().senders();
    const auto items = record.form().items();
    for (const form::ItemId item : items.ids()) {
        const bool is_of_head = items[item].group == record.root().group;
        if (is_of_head && std::ranges::find(senders, item) == senders.end() &&
            std::ranges::find(receivers, record.value(record.root(), items[item]).text(),
                              &policy::Identifier::value) != receivers.end()) {
            return item;
        }
    }
    return record.form().first_document_item();
}

void report_more_persons(const ExtractedMetadata& metadata, diag::Report& report) {
    if (metadata.has_more_persons) {
        diag::Error more = diag::finding(diag::message::validate_too_many, {.path = "Patient.identifier"},
                                         {"Patient.identifier, Coverage", std::to_string(max_person_numbers),
                                          fmt::format(">{}", max_person_numbers), "renkei"});
        more.severity = diag::Severity::warning;
        report.add(std::move(more));
    }
}

Arrival arrival_of(const ParsedDocument& document, const StoredDocument& taken) {
    const std::optional<policy::Number> sender =
        policy::parse_number(policy::numbers_of(std::span(&document.sender, 1)));
    return {.document = taken.version.document,
            .outcome = taken.outcome,
            .answers = document.answers,
            .sender = sender.value_or(policy::Number()),
            .persons = document.fresh.parties.persons,
            .date = document.metadata.date,
            .birth = document.metadata.birth.reveal(),
            .is_fhir = service::fhir_syntax(document.fresh.version.syntax).has_value(),
            .insured = document.fresh.parties.insured,
            .must_be_asked = document.must_be_asked};
}

} // namespace renkei::documents
