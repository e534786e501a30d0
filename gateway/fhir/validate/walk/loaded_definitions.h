// The definitions a validation works with: what the program brings, packages, single resources.
#pragma once

#include "gateway/fhir/packages/dependency.h"
#include "gateway/fhir/validate/walk/validation_context.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace renkei::validate {

struct DefinitionSettings {
    std::vector<std::filesystem::path> packages{}; // .tgz or folders
    std::vector<std::filesystem::path> with{};     // single resources, JSON or XML
    std::filesystem::path folder{}; // where packages that others need may lie (packages/dependency.h)
    std::filesystem::path data{};   // with r4.defs and packages/; empty: definitions::find_data_file()
};

class LoadedDefinitions {
public:
    // Errors of a package go to the report; an error: nothing can be validated. `own`: used instead of the
    // installed package of our own profiles.
    static diag::Result<LoadedDefinitions> open(const DefinitionSettings& settings, diag::Report& report,
                                                std::optional<packages::PackageImage> own = std::nullopt);

    const definitions::R4Definitions& r4() const { return *r4_; }
    const packages::Library& library() const { return *library_; }
    const ValidationContext& context() const { return *context_; }

private:
    LoadedDefinitions() = default;
    diag::Result<void> add_installed(const std::filesystem::path& data,
                                     std::optional<packages::PackageImage> own);
    diag::Result<void> add_package(const std::filesystem::path& path, diag::Report& report);
    diag::Result<void> add_resource(const std::filesystem::path& path);
    void add_dependencies(const std::filesystem::path& folder, diag::Report& report);
    void add_dependency(std::string_view package, const packages::Dependency& need,
                        const std::filesystem::path& folder, std::set<std::filesystem::path>& added,
                        diag::Report& report);
    const packages::PackageImage* package_called(std::string_view name) const; // nullptr: not here
    void report_doubles(diag::Report& report) const;

    std::unique_ptr<definitions::R4Definitions> r4_; // each refers to the one before
    std::unique_ptr<packages::Library> library_;
    std::unique_ptr<ValidationContext> context_;
};

} // namespace renkei::validate
