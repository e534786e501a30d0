#include "gateway/forms/mapping/match/match_loss.h"

#include "gateway/core/json/place.h"
#include "gateway/core/text/sanitize.h"
#include "gateway/forms/mapping/match/match_items.h"
#include "generated/messages/conversion.h"
#include "generated/messages/mapping.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace renkei::mapping {
namespace {

using diag::Finding;
using diag::Severity;

constexpr std::size_t named_values = 5;  // of one object
constexpr std::size_t shown_bytes = 120; // of a value

// Is a place of a document about a person's care, and not about who, numbers, or the text around it?
bool is_clinical_place(const MatchState& match, NodeId node) {
    // R4's resources of the categories Clinical and Medications, and what they refer to
    constexpr std::string_view types[] = {"AllergyIntolerance",
                                          "CarePlan",
                                          "CareTeam",
                                          "ClinicalImpression",
                                          "Condition",
                                          "DetectedIssue",
                                          "DeviceRequest",
                                          "DeviceUseStatement",
                                          "DiagnosticReport",
                                          "FamilyMemberHistory",
                                          "Flag",
                                          "Goal",
                                          "Immunization",
                                          "Medication",
                                          "MedicationAdministration",
                                          "MedicationDispense",
                                          "MedicationRequest",
                                          "MedicationStatement",
                                          "NutritionOrder",
                                          "Observation",
                                          "Procedure",
                                          "QuestionnaireResponse",
                                          "RiskAssessment",
                                          "ServiceRequest",
                                          "Specimen"};
    constexpr std::string_view around[] = {"id",      "identifier",   "implicitRules", "language", "meta",
                                           "patient", "resourceType", "subject",       "text"};
    NodeId field = node;
    NodeId at = node;
    for (; at != json::Tree::root && match.known_resource(at) == nullptr; at = match.tree().parent(at)) {
        field = at;
    }
    return std::ranges::find(types, match.text_at(at, EngineName::resource_type)) != std::end(types) &&
           std::ranges::find(around, match.tree().key(field)) == std::end(around);
}

struct LossList {
    const MatchState& match;
    diag::Report& loss;
    ItemFinder items{match};
    std::optional<json::Positions> positions{};

    // Adds one finding about all values of `said`, at the first of them.
    void add_qualified(Message message, const Qualified& said, Severity severity) {
        const QualifiedValue* const first = said.values.empty() ? nullptr : &said.values.front();
        const NodeId at = first != nullptr                  ? first->node
                          : said.qualifier != json::no_node ? said.qualifier
                                                            : said.object;
        Finding out =
            finding(message, at, {names_of(said), std::string(said.element), said.answer, said.elsewhere});
        out.severity = severity;
        if (first != nullptr) {
            out.value = first->text;
            name(out, first->item);
        }
        loss.add(std::move(out));
    }

    // The finding names the first item of the older resource that was read from the other one.
    void add_older(NodeId resource, std::string_view time, std::string_view taken_time,
                   std::span<const ReadValue* const> taken) {
        const json::Tree& tree = match.tree();
        const auto is_read = [&](ItemId item) {
            return std::ranges::any_of(taken, [&](const ReadValue* each) { return each->item == item; });
        };
        ItemId item = form::none;
        NodeId at = resource;
        for (NodeId leaf = resource; leaf < tree.after(resource) && item == form::none; ++leaf) {
            const ItemId found = tree[leaf].is_container() ? ItemId(form::none) : items.item_of(leaf);
            item = found != form::none && is_read(found) ? found : ItemId(form::none);
            at = item == form::none ? at : leaf;
        }
        Finding out = finding(message::loss_older_value, at,
                              {std::string(tree[at].is_container() ? "-" : tree.text(at)),
                               std::string(time.empty() ? "-" : time), std::string(taken_time)});
        out.value = tree[at].is_container() ? "" : tree.text(at);
        name(out, item);
        loss.add(std::move(out));
    }

    void add_leaf(NodeId leaf) {
        const Consumption& consumption = match.consumption;
        const std::string value(match.tree().text(leaf));
        const Message kind = consumption.loss_kind(leaf).value_or(message::loss_unmapped);
        if (loss.not_shown() > 0) {
            loss.add(kind, {}); // only counted
            return;
        }
        Finding out = finding(kind, leaf, args_of(kind, std::string(consumption.expected(leaf)), value));
        out.value = value;
        name(out, items.item_of(leaf));
        loss.add(std::move(out));
    }

    void add_note(const Consumption::Note& note) {
        if (loss.not_shown() > 0) {
            loss.add(note.kind, {});
            return;
        }
        Finding out = finding(note.kind, note.node, {note.from, note.to});
        out.value = match.tree().text(note.node);
        name(out, note.item);
        loss.add(std::move(out));
    }

    Finding finding(Message message, NodeId node, std::vector<std::string> args) {
        if (!positions) { // not needed for a document without loss
            positions.emplace(match.tree().input());
        }
        Finding out = diag::finding(message, json::where(match.tree(), node, *positions), std::move(args));
        out.is_clinical = is_clinical_place(match, node);
        return out;
    }

    // An unknown code names itself and its list, the other kinds what was expected and what was found.
    static std::vector<std::string> args_of(Message kind, std::string expected, std::string value) {
        if (kind == message::loss_unmapped) {
            return {std::move(value)};
        }
        if (kind == message::loss_code_unknown) {
            return {std::move(value), std::move(expected)};
        }
        return {std::move(expected), std::move(value)};
    }

    void name(Finding& finding, ItemId index) const {
        if (index != form::none) {
            finding.item = match.form().text(match.item(index).id);
            finding.name = match.form().text(match.item(index).name);
        }
    }

    // "38.5; 脈拍 80; …": the first value, whose item the finding names, and the others with theirs.
    std::string names_of(const Qualified& said) const {
        if (said.values.empty()) { // all of it
            return std::string(match.text_at(said.object, EngineName::resource_type));
        }
        std::string out;
        for (std::size_t i = 0; i < said.values.size() && i < named_values; ++i) {
            const QualifiedValue& value = said.values[i];
            const std::string_view shown = text::truncated_utf8(value.text, shown_bytes);
            out += i == 0 ? "" : "; " + std::string(match.form().text(match.item(value.item).name)) + " ";
            out.append(shown).append(shown.size() < value.text.size() ? "…" : "");
        }
        return said.values.size() > named_values ? out + "; …" : out;
    }
};

Severity severity_of(const MatchState& match, const Qualified& said) {
    const bool is_required = std::ranges::any_of(
        said.values, [&](const QualifiedValue& value) { return match.item(value.item).is(form::required); });
    return is_required ? Severity::error : Severity::warning;
}

struct Sentences {
    Message withheld;
    Message reported;
};

Sentences sentences_of(const Qualified& said) {
    const bool is_ahead = said.answer == "ahead";
    const bool lacks = said.answer.empty();
    const Sentences usual{said.qualifier == json::no_node ? message::loss_withheld_lacking
                          : !said.elsewhere.empty()       ? message::loss_withheld_denied
                                                          : message::loss_withheld_by,
                          said.values.empty() ? message::loss_reported_of_document
                                              : message::loss_reported_with};
    switch (said.asked) {
    case Asked::person: return {message::loss_withheld_person, message::loss_reported_person};
    case Asked::over:
        return {message::loss_withheld_over,
                is_ahead ? message::loss_reported_ahead : message::loss_reported_over};
    case Asked::there:
    case Asked::amount: return {message::loss_withheld_beside, message::loss_reported_beside};
    case Asked::value: return {message::loss_withheld_absent, message::loss_reported_beside};
    case Asked::unit:
        return {lacks ? message::loss_withheld_lacking : message::loss_withheld_unit,
                message::loss_reported_other};
    case Asked::needed:
    case Asked::differs:
    case Asked::day:
    case Asked::stay:
        return {lacks ? message::loss_withheld_lacking : message::loss_withheld_other,
                message::loss_reported_other};
    case Asked::timing: return {usual.withheld, message::loss_reported_otherwise};
    case Asked::range: return {usual.withheld, message::loss_reported_range};
    case Asked::code:
    case Asked::time:
    case Asked::carried:
    case Asked::many: break;
    }
    return usual;
}

} // namespace

void list_loss(MatchState& match, const EntryMatcher& entries, const QualifierCheck& qualifiers,
               std::span<const NodeId> left, diag::Report& loss) {
    if (left.empty() && match.consumption.notes().empty() && qualifiers.withheld().empty()) {
        return;
    }
    LossList list{match, loss};
    std::vector<NodeId> covered; // objects that one finding reports as a whole
    for (const Qualified& each : qualifiers.withheld()) {
        list.add_qualified(sentences_of(each).withheld, each, severity_of(match, each));
        covered.push_back(each.object);
    }
    for (const Qualified& each : qualifiers.reported()) {
        list.add_qualified(sentences_of(each).reported, each, Severity::error);
    }
    for (const EntryMatcher::Older& each : entries.older()) {
        list.add_older(each.resource, entries.time_of(each.resource), entries.time_of(each.taken),
                       match.values_below(each.taken));
        covered.push_back(each.resource);
    }
    std::ranges::sort(covered);
    auto next = covered.begin();
    NodeId until = 0; // what is before it is covered
    for (const NodeId leaf : left) {
        for (; next != covered.end() && *next <= leaf; ++next) {
            until = std::max(until, match.tree().after(*next));
        }
        if (leaf >= until) {
            list.add_leaf(leaf);
        }
    }
    for (const Consumption::Note& each : match.consumption.notes()) {
        list.add_note(each);
    }
}

diag::Result<void> refusal_by(const json::Tree& tree, const Qualified& refused) {
    const NodeId at = refused.qualifier == json::no_node ? refused.object : refused.qualifier;
    return diag::fail(message::document_withheld, json::where(tree, at),
                      {refused.element, refused.answer.empty() ? "-" : refused.answer});
}

} // namespace renkei::mapping
