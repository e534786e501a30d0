#include "gateway/forms/conform/compare/conform_fhir.h"

#include "gateway/core/json/place.h"
#include "gateway/forms/conform/documents/compared_bundle.h"
#include "gateway/forms/conform/documents/resource_elements.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/validation.h"
#include "generated/messages/conform.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace renkei::conform {
namespace {

constexpr std::string_view confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
constexpr std::string_view confidentiality_levels = "ULMNRV"; // from unrestricted to very restricted

NodeId at(const Tree& tree, NodeId node, std::string_view key) {
    return node == json::no_node ? json::no_node : tree.child(node, key);
}

struct Label {
    std::string_view system;
    std::string_view code;
};

std::vector<Label> labels_of(const Tree& tree, NodeId resource) {
    std::vector<Label> out;
    for (const NodeId coding : tree.items(at(tree, at(tree, resource, "meta"), "security"))) {
        out.push_back({text_of(tree, coding, "system"), text_of(tree, coding, "code")});
    }
    return out;
}

// Is the given label the wanted one, or a stricter confidentiality?
bool protects(const Label& wanted, const Label& given) {
    if (given.system != wanted.system) {
        return false;
    }
    const std::size_t least =
        wanted.code.size() == 1 ? confidentiality_levels.find(wanted.code) : std::string_view::npos;
    const std::size_t level =
        given.code.size() == 1 ? confidentiality_levels.find(given.code) : std::string_view::npos;
    const bool has_level = wanted.system == confidentiality && least != std::string_view::npos &&
                           level != std::string_view::npos;
    return has_level ? level >= least : given.code == wanted.code;
}

struct FhirEvaluation {
    EvaluationTools tools;
    const service::RecordSource& source;
    record::Record& record;
    const Tree& received = *source.tree();

    void run(RunIdentities& identities, std::string_view result, diag::Report& report) {
        diag::Report wrong;
        validity(wrong);
        const form::Form& form = source.plan().form();
        mapping::Matcher& matcher = tools.workspace.matcher(source.plan());
        const std::vector<mapping::Counterpart> counterparts = matcher.counterparts();
        const std::vector<NodeId> unmapped = matcher.unmapped();
        const std::string held = record::canonical_text(record);
        diag::Report ignored; // losses of this record are reported for its form file
        const std::string ours = service::to_bundle(tools.workspace, source.plan(), record, ignored);
        Tree& expected = tools.workspace.second_tree();
        if (const diag::Result<void> read = tools.workspace.parse(ours, expected); !read) {
            report.add(read.error());
            return;
        }
        document(expected, wrong);
        const Pairs pairs = pairs_of(expected, counterparts);
        labels(expected, pairs, wrong);
        const ComparedBundle compared{.r4 = tools.r4,
                                      .form = form,
                                      .ours = expected,
                                      .theirs = received,
                                      .index = *source.index(),
                                      .pairs = pairs,
                                      .unmapped = unmapped};
        check_missing(compared, wrong);
        check_beyond(compared, wrong);
        check_codings(compared, wrong);
        check_references(compared, wrong);
        check_narratives(
            {.form = form, .expected = expected, .found = received, .record = held, .unmapped = unmapped},
            wrong);
        identities.add(expected, received, result, wrong);
        source.append_about_bundle(report, wrong);
    }

    using Pairs = std::vector<ResourcePair>;

    void validity(diag::Report& wrong) {
        validate::ValidationOptions options;
        options.best_practice = validate::BestPractice::ignore;
        options.least = diag::Severity::error;
        if (const auto read = tools.validation.read(source.bundle()); read) {
            tools.validation.validate(options, wrong);
            tools.promises.check(source.plan().form().id(), **read, wrong);
        } else {
            wrong.add(read.error());
        }
    }

    NodeId composition() const {
        const auto entries = source.index()->entries();
        const auto found =
            std::ranges::find(entries, std::string_view("Composition"), &resources::BundleEntry::type);
        return found == entries.end() ? json::no_node : found->resource;
    }

    void document(const Tree& expected, diag::Report& wrong) const {
        if (const std::string_view type = text_of(received, Tree::root, "type"); type != "document") {
            wrong.add(message::conform_not_a_document, json::where(received, Tree::root),
                      {std::string(type)});
        }
        const auto entries = source.index()->entries();
        const NodeId composition_node = composition();
        if (entries.empty() || entries.front().resource != composition_node) {
            wrong.add(message::conform_composition_first, json::where(received, Tree::root),
                      {entries.empty() ? "-" : std::string(entries.front().type)});
        }
        subject(expected, composition_node, wrong);
    }

    void subject(const Tree& expected, NodeId composition_node, diag::Report& wrong) const {
        const NodeId ours =
            at(expected, expected.first_child(expected.child(Tree::root, "entry")), "resource");
        const NodeId theirs = at(received, composition_node, "subject");
        const std::string_view reference = text_of(received, theirs, "reference");
        const bool is_wanted = theirs != json::no_node || at(expected, ours, "subject") != json::no_node;
        const auto composition_entry =
            static_cast<std::uint32_t>(std::ranges::find(source.index()->entries(), composition_node,
                                                         &resources::BundleEntry::resource) -
                                       source.index()->entries().begin());
        if (is_wanted && !source.index()->find(reference, composition_entry)) {
            const NodeId place = theirs == json::no_node ? composition_node : theirs;
            wrong.add(message::conform_subject_missing,
                      json::where(received, place == json::no_node ? Tree::root : place),
                      {reference.empty() ? "-" : std::string(reference)});
        }
    }

    Pairs pairs_of(const Tree& expected, const std::vector<mapping::Counterpart>& counterparts) const {
        Pairs out;
        std::map<std::string_view, NodeId> ours;
        for (const NodeId entry : expected.items(expected.child(Tree::root, "entry"))) {
            const NodeId resource = at(expected, entry, "resource");
            ours.emplace(text_of(expected, entry, "fullUrl"), resource);
            if (text_of(expected, resource, "resourceType") == "Composition" &&
                composition() != json::no_node) {
                out.push_back({resource, composition(), composition()});
                ours.erase(text_of(expected, entry, "fullUrl"));
            }
        }
        const auto entries = source.index()->entries();
        for (const mapping::Counterpart& each : counterparts) {
            if (const auto same = ours.find(each.url); same != ours.end()) {
                const NodeId holder =
                    each.entry < entries.size() ? entries[each.entry].resource : each.resource;
                out.push_back({same->second, each.resource, holder});
                ours.erase(same);
            }
        }
        for (const auto& [url, resource] : ours) {
            if (const NodeId same = resource_like(expected, resource, out); same != json::no_node) {
                out.push_back({resource, same, same});
            }
        }
        return out;
    }

    // A resource of an entry, not yet paired, that says all that ours says: one from which nothing was read,
    // because another resource has the values.
    NodeId resource_like(const Tree& expected, NodeId ours, const Pairs& pairs) const {
        const definitions::R4Definitions& r4 = tools.r4;
        const std::set<std::string> said = statements_of(r4, expected, ours);
        for (const resources::BundleEntry& entry : source.index()->entries()) {
            const auto is_it = [&](const ResourcePair& pair) { return pair.theirs == entry.resource; };
            if (entry.resource != json::no_node && entry.type == text_of(expected, ours, "resourceType") &&
                std::ranges::none_of(pairs, is_it) &&
                std::ranges::includes(statements_of(r4, received, entry.resource), said)) {
                return entry.resource;
            }
        }
        return json::no_node;
    }

    void labels(const Tree& expected, const Pairs& pairs, diag::Report& wrong) const {
        compare_labels(expected, {Tree::root, Tree::root, Tree::root}, wrong);
        for (const ResourcePair& each : pairs) {
            compare_labels(expected, each, wrong);
        }
    }

    void compare_labels(const Tree& expected, const ResourcePair& pair, diag::Report& wrong) const {
        std::vector<Label> given = labels_of(received, pair.theirs);
        std::ranges::copy(labels_of(received, pair.holder), std::back_inserter(given));
        for (const Label& wanted : labels_of(expected, pair.ours)) {
            if (std::ranges::none_of(given, [&](const Label& each) { return protects(wanted, each); })) {
                wrong.add(message::conform_label_missing, json::where(received, pair.theirs),
                          {std::string(wanted.system), std::string(wanted.code)});
            }
        }
    }
};

} // namespace

void evaluate_fhir(EvaluationTools tools, RunIdentities& identities, const service::RecordSource& source,
                   record::Record& record, std::string_view result, diag::Report& report) {
    FhirEvaluation{tools, source, record}.run(identities, result, report);
}

} // namespace renkei::conform
