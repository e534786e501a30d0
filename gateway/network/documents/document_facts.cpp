#include "gateway/network/documents/document_facts.h"

#include "gateway/forms/mapping/identity.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::documents {
namespace {

using store::Hash;

// Statuses of a Composition that say the document holds no longer.
constexpr std::string_view withdrawing[] = {"entered-in-error", "cancelled"};

// A revision of two numbers as one that can be compared; ours never get so far.
constexpr std::int64_t minors = 1'000'000'000;
constexpr std::int64_t most_majors = 1'000'000'000;

// Numbers of different insurers or institutions are different, if both say whose they are.
bool is_same(const PersonNumber& a, const PersonNumber& b) {
    const bool is_elsewhere =
        !a.within.value.empty() && !b.within.value.empty() && a.within.value != b.within.value;
    return a.number == b.number && !is_elsewhere;
}

} // namespace

void set_name(ParsedDocument& draft, const Hash& key, std::string_view sender, std::string_view form,
              std::string_view document) {
    draft.name = document;
    draft.fresh.key = {seal::keyed_hash(key, {"sender", sender}),
                       seal::keyed_hash(key, {"document", form, document})};
    if (draft.metadata.replaces && !sender.empty()) {
        draft.replaced = {draft.fresh.key.sender,
                          seal::keyed_hash(key, {"document", form, *draft.metadata.replaces})};
    }
}

void set_metadata(ParsedDocument& draft, ExtractedMetadata metadata, const Hash& key) {
    store::Version& version = draft.fresh.version;
    version.type_system = metadata.type.system;
    version.type_code = metadata.type.value;
    version.title = metadata.title;
    version.date = metadata.date;
    store::Parties& parties = draft.fresh.parties;
    parties.senders = metadata.senders;
    parties.receivers = metadata.receivers;
    for (const base::Personal<PersonNumber>& person : metadata.persons) {
        for (const Hash& hash : person_hashes(key, person.reveal())) {
            if (std::ranges::find(parties.persons, hash) == parties.persons.end()) {
                parties.persons.push_back(hash);
            }
        }
    }
    draft.withdraws = std::ranges::find(withdrawing, metadata.status) != std::end(withdrawing);
    draft.metadata = std::move(metadata);
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

std::int64_t revision_number(const model::Form& form, std::string_view revision) {
    const auto number = [](std::string_view digits) {
        std::uint32_t out = 0; // without a sign
        std::from_chars(digits.data(), digits.data() + digits.size(), out);
        return static_cast<std::int64_t>(out);
    };
    if (!form.is_foreign()) {
        return number(revision);
    }
    const std::size_t dot = revision.find('.');
    const std::string_view minor = dot == std::string_view::npos ? "" : revision.substr(dot + 1);
    return std::min(number(revision), most_majors) * minors + std::min(number(minor), minors - 1);
}

std::string revision_text(std::int64_t number) {
    return number < minors ? std::to_string(number) : fmt::format("{}.{}", number / minors, number % minors);
}

std::vector<std::string> creators_of(const model::Form& form) {
    std::vector<std::string> out;
    for (const model::Str role : form.creators()) {
        out.emplace_back(form.text(role));
    }
    return out;
}

policy::Identifier sender_of(const mapping::Plan& plan, const model::Record& record) {
    const mapping::PartyNumber sender = mapping::sender_number(plan, record);
    return {std::string(sender.system), std::string(sender.value)};
}

std::vector<policy::Identifier> receivers_of(const mapping::Plan& plan, const model::Record& record) {
    std::vector<policy::Identifier> out;
    for (const mapping::PartyNumber& receiver : mapping::receiver_numbers(plan, record)) {
        out.push_back({std::string(receiver.system), std::string(receiver.value)});
    }
    return out;
}

diag::Where place_of(const service::RecordSource& source, const model::Record& record, std::uint16_t item) {
    const model::Row& head = record.root();
    const std::uint32_t offset =
        item == model::none ? 0 : record.value(head, record.form().items()[item]).offset;
    return source.where({.row = head, .item = item, .group = head.group, .offset = offset});
}

std::uint16_t sender_item(const model::Record& record, const policy::Identifier& sender) {
    const std::span<const std::uint16_t> items = record.form().senders();
    const auto said = std::ranges::find_if(items, [&](std::uint16_t item) {
        return record.value(record.root(), record.form().items()[item]).text() == sender.value;
    });
    const bool has_number = !sender.system.empty() && said != items.end();
    return has_number ? *said : items.empty() ? model::none : items.front();
}

std::uint16_t receiver_item(const model::Record& record, std::span<const policy::Identifier> receivers) {
    const std::span<const std::uint16_t> senders = record.form().senders();
    const std::span<const model::Item> items = record.form().items();
    for (std::uint16_t item = 0; item < items.size(); ++item) {
        const bool is_of_head = items[item].group == record.root().group;
        if (is_of_head && std::ranges::find(senders, item) == senders.end() &&
            std::ranges::find(receivers, record.value(record.root(), items[item]).text(),
                              &policy::Identifier::value) != receivers.end()) {
            return item;
        }
    }
    return record.form().about().document_item;
}

std::vector<Hash> person_hashes(const Hash& search_key, const PersonNumber& person) {
    const auto& [number, within] = person;
    std::vector<Hash> out;
    if (!within.value.empty()) {
        out.push_back(seal::keyed_hash(search_key,
                                       {"person", number.system, number.value, within.system, within.value}));
        if (const std::optional<policy::Identifier> unique = put_together(person)) {
            out.push_back(seal::keyed_hash(search_key, {"person", unique->system, unique->value}));
        }
    }
    out.push_back(seal::keyed_hash(search_key, {"person", number.system, number.value}));
    return out;
}

} // namespace renkei::documents
