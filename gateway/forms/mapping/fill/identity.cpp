#include "gateway/forms/mapping/fill/identity.h"

#include "gateway/fhir/resources/digest.h"

#include <algorithm>
#include <map>

namespace renkei::mapping {
namespace {

std::string_view text_of(const record::Record& record, ItemId item) {
    return item == form::none ? std::string_view() : record.common_value(record.form().items()[item]).text();
}

// Parts are joined by |, which stands escaped inside a part.
void append_part(std::string& out, std::string_view part) {
    if (!out.empty()) {
        out += '|';
    }
    for (const char c : part) {
        if (c == '|' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
}

std::string_view sender_in(const record::Record& record) {
    for (const ItemId item : record.form().senders()) {
        if (const std::string_view text = text_of(record, item); !text.empty()) {
            return text;
        }
    }
    return {};
}

// The values of the items that name the document, or what their columns hold instead; nothing if one is
// empty.
std::vector<std::string_view> document_texts(const record::Record& record) {
    std::vector<std::string_view> out;
    const form::Form& form = record.form();
    out.reserve(form.documents().size());
    for (const ItemId item : form.documents()) {
        const std::string_view text = text_of(record, item);
        out.push_back(text.empty() ? form.text(form.items()[item].none) : text);
        if (out.back().empty()) {
            return {};
        }
    }
    return out;
}

// One item stands as it is: its form has no other part.
std::string document_name(const std::vector<std::string_view>& texts) {
    if (texts.size() == 1) {
        return std::string(texts.front());
    }
    std::string out;
    for (const std::string_view text : texts) {
        append_part(out, text);
    }
    return out;
}

// The name of a document of `other`, whose items have the values of the items of the record that `own_of`
// names by their ids there.
template <class OwnOf>
std::optional<std::string> name_in(const record::Record& record, const form::Form& other,
                                   const OwnOf& own_of) {
    std::vector<std::string_view> texts;
    for (const ItemId id : other.documents()) {
        const form::Item& item = other.items()[id];
        const std::optional<ItemId> own = own_of(other.text(item.id));
        const std::string_view text = own ? text_of(record, *own) : std::string_view();
        texts.push_back(text.empty() ? other.text(item.none) : text);
        if (texts.back().empty()) {
            return std::nullopt;
        }
    }
    return document_name(texts);
}

bool is_sender(const form::Form& form, std::string_view id) {
    return std::ranges::any_of(form.senders(),
                               [&](ItemId item) { return form.text(form.items()[item].id) == id; });
}

} // namespace

IdentityParts identity_parts(const record::Record& record) {
    return {sender_in(record), document_name(document_texts(record)),
            text_of(record, record.form().about().revision_item)};
}

std::string plan_number(const record::Record& record) {
    std::string out;
    for (const ItemId item : record.form().plan()) {
        const std::string_view text = text_of(record, item);
        if (text.empty()) {
            return {};
        }
        out += (out.empty() ? "" : ":") + std::string(text);
    }
    std::erase(out, '-'); // of days and months, which files and views write without
    return out;
}

std::optional<std::string> document_taken_back(const record::Record& deletion, const form::Form& other) {
    const form::Form& form = deletion.form();
    const std::string_view sender = sender_in(deletion);
    std::map<std::string_view, ItemId> pairs;
    for (const form::Deletion& each : form.deletes()) {
        if (form.text(each.form) != other.id() || each.item.empty()) {
            continue;
        }
        pairs.emplace(form.text(each.item), each.own);
        if (is_sender(other, form.text(each.item)) && text_of(deletion, each.own) != sender) {
            return std::nullopt;
        }
    }
    return name_in(deletion, other, [&](std::string_view id) {
        const auto pair = pairs.find(id);
        return pair == pairs.end() ? form.item(id) : std::optional(pair->second);
    });
}

std::optional<std::string> document_of_deletion(const record::Record& taken_back,
                                                const form::Form& deletion) {
    const form::Form& form = taken_back.form();
    return name_in(taken_back, deletion, [&](std::string_view id) {
        for (const form::Deletion& each : deletion.deletes()) {
            const bool is_pair = !each.item.empty() && deletion.text(each.form) == form.id() &&
                                 deletion.text(deletion.items()[each.own].id) == id;
            if (is_pair) {
                return form.item(deletion.text(each.item));
            }
        }
        return form.item(id);
    });
}

std::optional<DocumentName>
document_beside(const record::Record& record, const form::Form& other,
                const std::function<std::string_view(std::string_view)>& own_item) {
    const auto own_of = [&](std::string_view id) { return record.form().item(own_item(id)); };
    for (const ItemId item : other.senders()) {
        const std::optional<ItemId> own = own_of(other.text(other.items()[item].id));
        const std::string_view sender = own ? text_of(record, *own) : std::string_view();
        if (!sender.empty()) {
            std::optional<std::string> document = name_in(record, other, own_of);
            return document ? std::optional(DocumentName{sender, *std::move(document)}) : std::nullopt;
        }
    }
    return std::nullopt;
}

PartyNumber sender_number(const Plan& plan, const record::Record& record) {
    const std::span<const ItemId> items = plan.form().senders();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (const std::string_view value = text_of(record, items[i]); !value.empty()) {
            return {plan.text(plan.sender_systems()[i]), value};
        }
    }
    return {};
}

std::vector<PartyNumber> receiver_numbers(const Plan& plan, const record::Record& record) {
    std::vector<PartyNumber> out;
    const std::span<const ItemId> items = plan.form().receivers();
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (const std::string_view value = text_of(record, items[i]); !value.empty()) {
            out.push_back({plan.text(plan.receiver_systems()[i]), value});
        }
    }
    return out;
}

std::string_view version_named(const record::Record& record) {
    return text_of(record, record.form().about().version_item);
}

std::string document_identity(const record::Record& record) {
    const std::string_view sender = sender_in(record);
    const ItemId revision = record.form().about().revision_item;
    const std::vector<std::string_view> texts = document_texts(record);
    if (texts.empty() || sender.empty()) {
        return "sha256:" + resources::sha256_hex(record::canonical_text(record));
    }
    std::string out;
    append_part(out, sender);
    for (const std::string_view text : texts) {
        append_part(out, text);
    }
    if (revision != form::none) {
        append_part(out, text_of(record, revision));
    }
    return out;
}

} // namespace renkei::mapping
