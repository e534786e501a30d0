// The compiled code systems and value sets. Each is compiled when it is first asked for, then kept. Nothing
// is kept of those that are not there, so that documents full of invented URLs take no memory.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/terminology/definition_index.h"
#include "gateway/fhir/terminology/grammar.h"
#include "gateway/fhir/terminology/value_set_table.h"

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace renkei::terminology {

struct FoundTable {
    const CodeTable* table = nullptr;
    UncheckedReason unchecked{};
};

class CompiledTables {
public:
    explicit CompiledTables(const packages::Library& library);

    // `gap` is code_system_absent if there is no definition, …_version_absent if only another version is
    // here, and code_system_partial if the content here is only a part.
    FoundTable code_system(std::string_view url, std::string_view version);
    // Never nullptr.
    const ValueSetTable* value_set(std::string_view canonical);
    // One that is in a document.
    std::unique_ptr<ValueSetTable> compile_local(const json::Tree& tree, json::NodeId value_set);
    // A set that is imported by one being compiled. nullptr if it cannot be used; `unchecked` says why.
    const ValueSetTable* import(std::string_view canonical, UncheckedReason& unchecked);

    const packages::Library& library() const { return definition_index_.library(); }
    const definitions::R4Definitions& r4() const { return library().r4(); }
    const DefinitionIndex& sources() const { return definition_index_; }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return hash_of(text); }
    };
    template <class T>
    using ByName = std::unordered_map<std::string, const T*, Hash, std::equal_to<>>;
    template <class T>
    using ByRow = std::unordered_map<const packages::ResourceRow*, std::unique_ptr<T>>;

    template <class T>
    const T* known(const ByName<T>& names, std::string_view name) const;
    const CodeTable* table_of(const DefinitionAt& source);
    std::unique_ptr<CodeTable> read_table(const DefinitionAt& source);
    const ValueSetTable* compile(std::string_view canonical);
    std::unique_ptr<ValueSetTable> read_set(const DefinitionAt& source);
    std::unique_ptr<ValueSetTable> implicit_set(std::string_view canonical);
    std::unique_ptr<ValueSetTable> published_set(std::string_view url) const;
    const ValueSetTable* keep(const packages::Canonical& name, std::unique_ptr<ValueSetTable> set);
    void publish(const packages::Canonical& name, const ValueSetTable* set);

    DefinitionIndex definition_index_;
    ValueSetTable absent_;

    mutable std::shared_mutex names_mutex_; // of the two maps by name
    ByName<CodeTable> code_systems_;
    ByName<ValueSetTable> value_sets_;

    std::recursive_mutex compile_mutex_; // of what follows; a value set compiles what it imports
    ByRow<CodeTable> tables_;
    ByRow<ValueSetTable> sets_;
    std::vector<std::unique_ptr<ValueSetTable>> implicit_sets_;
    std::vector<const packages::ResourceRow*> in_progress_; // value sets
};

} // namespace renkei::terminology
