#include "gateway/fhir/terminology/compiled_tables.h"

#include "gateway/core/json/parser.h"
#include "gateway/fhir/terminology/compile_value_set.h"

#include <algorithm>

namespace renkei::terminology {
namespace {

constexpr std::size_t max_import_depth = 64;
constexpr std::size_t max_implicit_sets = 4096;
constexpr std::string_view implicit = "?fhir_vs";
constexpr std::string_view implicit_is_a = "=isa/";

// The parser and its buffers are freed afterwards: they are larger than the tables that are made.
bool parse(std::string_view text, json::Tree& tree) {
    json::Parser parser({}, json::package_options);
    return parser.parse(text, tree).has_value();
}

} // namespace

CompiledTables::CompiledTables(const packages::Library& library) : definition_index_(library) {
    absent_.unchecked = {Unchecked::value_set_absent, {}};
    absent_.knows_all_systems = false;
}

template <class T>
const T* CompiledTables::known(const ByName<T>& names, std::string_view name) const {
    const std::shared_lock lock(names_mutex_);
    const auto found = names.find(name);
    return found == names.end() ? nullptr : found->second;
}

FoundTable CompiledTables::code_system(std::string_view url, std::string_view version) {
    const auto answer = [](const CodeTable* table) {
        return FoundTable{table, table->is_complete()
                                     ? UncheckedReason{}
                                     : UncheckedReason{Unchecked::code_system_partial, table->url()}};
    };
    const std::string versioned =
        version.empty() ? std::string() : std::string(url) + "|" + std::string(version);
    const std::string_view name = version.empty() ? url : versioned;
    if (const CodeTable* table = known(code_systems_, name)) {
        return answer(table);
    }
    const auto source = definition_index_.find("CodeSystem", url, version);
    if (!source) {
        const bool has_another = !version.empty() && definition_index_.find("CodeSystem", url, {});
        return {nullptr,
                {has_another ? Unchecked::code_system_version_absent : Unchecked::code_system_absent, url}};
    }
    const std::scoped_lock compiling(compile_mutex_);
    const CodeTable* table = table_of(*source);
    if (table == nullptr) {
        return {nullptr, {Unchecked::code_system_absent, url}};
    }
    const std::unique_lock lock(names_mutex_);
    code_systems_.insert_or_assign(std::string(name), table);
    return answer(table);
}

const CodeTable* CompiledTables::table_of(const DefinitionAt& source) {
    const auto [at, is_new] = tables_.try_emplace(source.row);
    if (is_new) {
        at->second = read_table(source);
        if (CodeTable* table = at->second.get()) {
            for (const DefinitionAt& supplement : definition_index_.supplements_of(table->url())) {
                auto& added = tables_[supplement.row];
                added = added ? std::move(added) : read_table(supplement);
                if (added) {
                    table->add_supplement(*added);
                }
            }
        }
    }
    return tables_[source.row].get();
}

std::unique_ptr<CodeTable> CompiledTables::read_table(const DefinitionAt& source) {
    json::Tree tree;
    if (!parse(source.json(), tree)) {
        return nullptr;
    }
    return std::make_unique<CodeTable>(tree, json::Tree::root,
                                       source.is_foreign ? Definer::other : Definer::owner);
}

const ValueSetTable* CompiledTables::value_set(std::string_view canonical) {
    if (const ValueSetTable* set = known(value_sets_, canonical)) {
        return set;
    }
    const std::scoped_lock compiling(compile_mutex_);
    const ValueSetTable* set = compile(canonical);
    return set == nullptr ? &absent_ : set;
}

std::unique_ptr<ValueSetTable> CompiledTables::compile_local(const json::Tree& tree, json::NodeId value_set) {
    const std::scoped_lock compiling(compile_mutex_);
    return compile_value_set(*this, tree, value_set);
}

const ValueSetTable* CompiledTables::import(std::string_view canonical, UncheckedReason& unchecked) {
    if (const ValueSetTable* set = known(value_sets_, canonical)) {
        return set;
    }
    const packages::Canonical name = packages::canonical(canonical);
    const auto source = definition_index_.find("ValueSet", name.url, name.version);
    if (source && std::ranges::find(in_progress_, source->row) != in_progress_.end()) {
        unchecked = {Unchecked::value_set_cyclic, canonical};
        return nullptr;
    }
    if (in_progress_.size() >= max_import_depth) {
        unchecked = {Unchecked::too_costly, canonical};
        return nullptr;
    }
    const ValueSetTable* set = compile(canonical);
    if (set == nullptr) {
        unchecked = {Unchecked::import_absent, canonical};
    }
    return set;
}

const ValueSetTable* CompiledTables::compile(std::string_view canonical) {
    if (const ValueSetTable* set = known(value_sets_, canonical)) { // by another thread meanwhile
        return set;
    }
    const packages::Canonical name = packages::canonical(canonical);
    if (const auto source = definition_index_.find("ValueSet", name.url, name.version)) {
        const auto row = sets_.find(source->row);
        if (row == sets_.end()) {
            in_progress_.push_back(source->row);
            auto set = read_set(*source);
            in_progress_.pop_back();
            sets_.emplace(source->row, std::move(set));
        }
        const ValueSetTable* set = sets_[source->row].get();
        publish(name, set);
        return set;
    }
    auto set = implicit_sets_.size() < max_implicit_sets ? implicit_set(name.url) : nullptr;
    return keep(name, set ? std::move(set) : published_set(name.url));
}

std::unique_ptr<ValueSetTable> CompiledTables::read_set(const DefinitionAt& source) {
    json::Tree tree;
    if (!parse(source.json(), tree)) {
        auto out = std::make_unique<ValueSetTable>();
        out->unchecked = {Unchecked::value_set_undefined, source.image->text(source.row->url)};
        return out;
    }
    return compile_value_set(*this, tree, json::Tree::root);
}

std::unique_ptr<ValueSetTable> CompiledTables::implicit_set(std::string_view url) {
    const std::size_t at = url.find(implicit);
    if (at == std::string_view::npos) {
        const auto source = definition_index_.code_system_of(url);
        return source ? compile_implicit(*this, url, source->image->text(source->row->url), {}) : nullptr;
    }
    const std::string_view system = url.substr(0, at);
    std::string_view rest = url.substr(at + implicit.size());
    if (!definition_index_.find("CodeSystem", system, {})) {
        return nullptr;
    }
    if (rest.empty()) {
        return compile_implicit(*this, url, system, {});
    }
    if (!rest.starts_with(implicit_is_a)) {
        return nullptr;
    }
    rest.remove_prefix(implicit_is_a.size());
    return compile_implicit(*this, url, system, rest);
}

// R4's expansion of a value set whose definition is not here.
std::unique_ptr<ValueSetTable> CompiledTables::published_set(std::string_view url) const {
    const definitions::ValueSetId published = r4().value_set(url);
    if (!published) {
        return nullptr;
    }
    auto out = std::make_unique<ValueSetTable>();
    out->url = r4().url(published);
    out->published = published;
    out->knows_all_systems = false;
    out->unchecked = {Unchecked::value_set_absent, out->url};
    return out;
}

const ValueSetTable* CompiledTables::keep(const packages::Canonical& name,
                                          std::unique_ptr<ValueSetTable> set) {
    if (set == nullptr) {
        return nullptr;
    }
    implicit_sets_.push_back(std::move(set));
    publish(name, implicit_sets_.back().get());
    return implicit_sets_.back().get();
}

void CompiledTables::publish(const packages::Canonical& name, const ValueSetTable* set) {
    std::string text(name.url);
    if (!name.version.empty()) {
        text += "|";
        text += name.version;
    }
    const std::unique_lock lock(names_mutex_);
    value_sets_.insert_or_assign(std::move(text), set);
}

} // namespace renkei::terminology
