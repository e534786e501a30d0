#include "gateway/fhir/profiles/profiles.h"

#include "gateway/core/json/member.h"
#include "gateway/core/json/parser.h"
#include "gateway/fhir/packages/snapshot_gap.h"
#include "gateway/fhir/profiles/definition_report.h"
#include "gateway/fhir/profiles/generate_snapshot.h"
#include "gateway/fhir/profiles/read_structure.h"
#include "generated/messages/profiles.h"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace renkei::profiles {
namespace {

using packages::Resource;

class CheckStructure {
public:
    CheckStructure(const Structure& structure, diag::Report& report)
        : structure_(structure),
          tree_(structure.tree()),
          notes_(structure.url, report) {}

    void all(bool is_on_r4_type) {
        for (const ElementDef& element : structure_.elements) {
            if (is_on_r4_type && !is_of_type(element.path)) {
                notes_.add(message::profile_snapshot_path, shown(element), element.path, structure_.type);
            }
            binding(element);
            slicing(element);
        }
    }
    void differential() {
        const NodeId gap = packages::first_not_in_snapshot(tree_, json::Tree::root);
        if (gap != no_node) {
            const std::string_view id = text(gap, "id");
            notes_.add(message::profile_snapshot_lacks, id.empty() ? text(gap, "path") : id);
        }
    }

private:
    bool is_of_type(std::string_view path) const {
        const std::string_view type = structure_.type;
        return path == type || (path.starts_with(type) && path[type.size()] == '.');
    }
    void binding(const ElementDef& element) {
        const NodeId node = tree_.child(element.node, "binding");
        if (node != no_node && element.binding.strength == definitions::Strength::none) {
            code(element, "binding.strength", text(node, "strength"),
                 "required, extensible, preferred, example");
        }
    }
    void slicing(const ElementDef& element) {
        if (!element.is_sliced) {
            return;
        }
        const NodeId node = tree_.child(element.node, "slicing");
        if (element.slicing.rules == SlicingRules::unknown) {
            code(element, "slicing.rules", text(node, "rules"), "open, closed, openAtEnd");
        }
        std::size_t at = 0;
        for (const NodeId item : json::items(tree_, node, "discriminator")) {
            if (element.slicing.discriminators[at++].kind == DiscriminatorKind::unknown) {
                code(element, "slicing.discriminator.type", text(item, "type"),
                     "value, exists, pattern, type, profile");
            }
        }
    }
    void code(const ElementDef& element, std::string_view member, std::string_view found,
              std::string_view known) {
        notes_.add(message::profile_code_unknown, shown(element), member, found, known);
    }
    std::string_view text(NodeId object, std::string_view key) const {
        return structure_.resource->text(object, key);
    }
    static std::string_view shown(const ElementDef& element) {
        return element.id.empty() ? element.path : element.id;
    }

    const Structure& structure_;
    const json::Tree& tree_;
    DefinitionReport notes_;
};

// Paths that are not of the profile's type, and codes that R4 does not have.
void check_structure(const Structure& structure, const definitions::R4Definitions& r4, diag::Report& report) {
    const bool is_on_r4_type =
        structure.derivation == Derivation::constraint && static_cast<bool>(r4.type(structure.type));
    CheckStructure(structure, report).all(is_on_r4_type);
}

// A differential that demands more than the snapshot beside it.
void check_published_snapshot(const Structure& structure, diag::Report& report) {
    CheckStructure(structure, report).differential();
}

// The parent of all types in later versions of FHIR. It has no elements; R4 does not define it.
constexpr std::string_view base_of_all = "http://hl7.org/fhir/StructureDefinition/Base";
constexpr std::size_t max_chain_length = 64; // definitions that wait for each other

std::string url_of(std::string_view canonical) {
    const bool is_name = canonical.find_first_of(":/") == std::string_view::npos;
    return std::string(is_name ? core_definitions : std::string_view()) + std::string(canonical);
}

} // namespace

struct Profiles::State {
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    // A definition that was asked for.
    struct Entry {
        std::string json;   // with the snapshot that was made here
        Resource generated; // of `json`
        Structure structure;
        bool is_usable = false;
        diag::Report problems{1000};
    };

    explicit State(const packages::Library& all)
        : library(all),
          parser(all.r4().names(), json::package_options) {}

    // nullptr if there is no such definition. This answer is not kept, because the canonicals that others can
    // invent have no end.
    const Entry* ask(std::string_view canonical);
    const Entry* known(std::string_view canonical) const; // nullptr: not requested yet
    // These under `making`:
    const Entry& entry_of(const Resource& definition); // not usable as long as it is under way
    const Structure* used(std::string_view canonical);

    void fill(Entry& entry, const Resource& definition);
    bool is_misderived(const Resource& definition, diag::Report& report) const;
    const Structure* base_of(const Resource& definition, diag::Report& report);
    void read_generated(Entry& entry, const Resource& definition, std::string json);
    std::string way_to(const Resource& definition) const;

    const packages::Library& library;
    mutable std::shared_mutex mutex; // by_canonical
    std::unordered_map<std::string, const Entry*, TextHash, std::equal_to<>> by_canonical;
    std::mutex making; // what follows: one thread makes snapshots at a time
    std::unordered_map<const Resource*, std::unique_ptr<Entry>> entries;
    std::vector<const Resource*> under_way;
    json::Parser parser;
};

const Profiles::State::Entry* Profiles::State::known(std::string_view canonical) const {
    const std::shared_lock lock(mutex);
    const auto found = by_canonical.find(canonical);
    return found == by_canonical.end() ? nullptr : found->second;
}

const Profiles::State::Entry* Profiles::State::ask(std::string_view canonical) {
    if (const Entry* entry = known(canonical)) {
        return entry;
    }
    const Resource* definition = library.find("StructureDefinition", url_of(canonical));
    if (definition == nullptr) {
        return nullptr;
    }
    const std::scoped_lock lock(making);
    const Entry& entry = entry_of(*definition);
    const std::unique_lock writing(mutex);
    by_canonical.emplace(canonical, &entry);
    return &entry;
}

const Profiles::State::Entry& Profiles::State::entry_of(const Resource& definition) {
    const auto [at, is_new] = entries.try_emplace(&definition);
    if (is_new) {
        at->second = std::make_unique<Entry>();
        Entry& entry = *at->second;
        under_way.push_back(&definition);
        fill(entry, definition);
        under_way.pop_back();
        return entry;
    }
    return *at->second;
}

// R4 sdf-27 and StructureDefinition.derivation: only FHIR itself specializes into its types. Another
// definition on such a type would stand in its place, or say nothing.
bool Profiles::State::is_misderived(const Resource& definition, diag::Report& report) const {
    const std::string_view type = definition.text("type");
    const std::string_view derivation = definition.text("derivation");
    if (derivation == "constraint" || !library.r4().type(type) || definition.url == url_of(type)) {
        return false;
    }
    report.add(message::profile_no_constraint, {}, {definition.url, type, derivation});
    return true;
}

void Profiles::State::fill(Entry& entry, const Resource& definition) {
    if (is_misderived(definition, entry.problems)) {
        return;
    }
    if (has_snapshot(definition)) {
        entry.structure = read_structure(definition);
        entry.is_usable = true;
        check_structure(entry.structure, library.r4(), entry.problems);
        check_published_snapshot(entry.structure, entry.problems);
        return;
    }
    const bool has_base = !definition.text("baseDefinition").empty() &&
                          (definition.text("baseDefinition") != base_of_all ||
                           library.find("StructureDefinition", base_of_all) != nullptr);
    const Structure* base = has_base ? base_of(definition, entry.problems) : nullptr;
    if (!has_base && definition.text("derivation") == "constraint") {
        entry.problems.add(message::profile_no_base, {}, {std::string(definition.url)});
    }
    if (entry.problems.at_least(diag::Severity::error) && base == nullptr) {
        return;
    }
    const FindStructure find = [this](std::string_view canonical) { return used(canonical); };
    auto json = generate_snapshot(definition, {base, find, library.r4()}, entry.problems);
    if (!json) {
        entry.problems.add(std::move(json).error());
        return;
    }
    read_generated(entry, definition, std::move(*json));
}

void Profiles::State::read_generated(Entry& entry, const Resource& definition, std::string json) {
    entry.json = std::move(json);
    entry.generated = {.url = definition.url,
                       .version = definition.version,
                       .type = definition.type,
                       .package = definition.package,
                       .tree = {}};
    if (auto parsed = parser.parse(entry.json, entry.generated.tree); !parsed) {
        entry.problems.add(std::move(parsed).error());
        return;
    }
    entry.structure = read_structure(entry.generated);
    entry.is_usable = !entry.structure.elements.empty();
    check_structure(entry.structure, library.r4(), entry.problems);
}

const Structure* Profiles::State::base_of(const Resource& definition, diag::Report& report) {
    const std::string url = url_of(definition.text("baseDefinition"));
    const std::string own(definition.url);
    const Resource* exact = library.find("StructureDefinition", url);
    const Resource* base = exact != nullptr ? exact : library.find_any_version("StructureDefinition", url);
    if (base == nullptr) {
        report.add(message::profile_base_missing, {}, {own, url});
        return nullptr;
    }
    if (exact == nullptr) {
        report.add(message::profile_base_version, {}, {own, url, base->version});
    }
    if (std::ranges::find(under_way, base) != under_way.end()) {
        report.add(message::profile_cycle, {}, {way_to(*base)});
        return nullptr;
    }
    if (under_way.size() >= max_chain_length) {
        report.add(message::profile_chain_long, {}, {own, std::to_string(max_chain_length)});
        return nullptr;
    }
    const Entry& entry = entry_of(*base);
    if (!entry.is_usable) {
        report.append(entry.problems);
        report.add(message::profile_base_missing, {}, {own, url});
        return nullptr;
    }
    for (const diag::Finding& inherited : entry.problems.findings()) { // what it leaves out is left out here
        if (inherited.severity == diag::Severity::error) {
            report.add(inherited);
        }
    }
    return &entry.structure;
}

// "a > b > a"
std::string Profiles::State::way_to(const Resource& definition) const {
    std::string out;
    for (auto at = std::ranges::find(under_way, &definition); at != under_way.end(); ++at) {
        out += std::string((*at)->url) + " > ";
    }
    return out + std::string(definition.url);
}

// What a definition under way uses; nullptr also for one that is under way itself.
const Structure* Profiles::State::used(std::string_view canonical) {
    const Resource* definition = library.find_any_version("StructureDefinition", url_of(canonical));
    if (definition == nullptr || under_way.size() >= max_chain_length) {
        return nullptr;
    }
    const Entry& entry = entry_of(*definition);
    return entry.is_usable ? &entry.structure : nullptr;
}

Profiles::Profiles(const packages::Library& library) : state_(std::make_unique<State>(library)) {}

Profiles::~Profiles() = default; // where State is known

const Structure* Profiles::find(std::string_view canonical) const {
    const State::Entry* entry = state_->ask(canonical);
    return entry != nullptr && entry->is_usable ? &entry->structure : nullptr;
}

diag::Report Profiles::problems(std::string_view canonical) const {
    if (const State::Entry* entry = state_->ask(canonical)) {
        return entry->problems;
    }
    diag::Report out;
    out.add(message::profile_not_found, {}, {url_of(canonical)});
    return out;
}

const packages::Library& Profiles::library() const { return state_->library; }

} // namespace renkei::profiles
