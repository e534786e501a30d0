// FHIR R4's definitions, HL7's terminology and extensions, Renkei's profiles, and packages of your own.
#pragma once

#include <renkei/result.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei {

struct DefinitionSources {
    // The folder with r4.defs and packages/: share/renkei of an installation of the same version. Empty:
    // $RENKEI_DATA, else ../share/renkei seen from the folder of the running program.
    std::filesystem::path data{};
    std::vector<std::filesystem::path> packages{};  // FHIR packages, .tgz or folders; the last is asked first
    std::vector<std::filesystem::path> resources{}; // files with one resource; asked before the packages
    std::filesystem::path dependencies{};           // folder with packages that others need, NAME-VERSION.tgz
};

struct PackageName {
    std::string name;
    std::string version;
};

// Immutable: threads may share it, and copies share one content. The files are mapped into memory, so they
// must not change. A package is compiled on first use into NAME.renkei beside it or the user's cache.
class Definitions {
public:
    static Result<Definitions> open(const DefinitionSources& sources = {});

    // What is wrong with packages without stopping their use.
    const Findings& findings() const;
    // In the order in which they were added; a resource is looked up from the last to the first.
    std::vector<PackageName> packages() const;
    // A definition as JSON: type "ValueSet" or empty, canonical "url" or "url|version".
    std::optional<std::string> resource(std::string_view type, std::string_view canonical) const;

    struct State; // of the library
    const State& state() const { return *state_; }

private:
    explicit Definitions(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

} // namespace renkei
