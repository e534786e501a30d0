// What a package says that it needs, in all the ways in which publishers write it, and the packages of a
// folder that could be it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::packages {

struct Dependency {
    std::string name;          // in small letters, without alias
    std::string version;       // as it is asked for: "1.0.0", "1.0.x", "^1.0", "latest" …
    bool is_elsewhere = false; // an address, which is not followed
};
// An entry of `dependencies`. An alias stands before "@npm:" in the name, or "npm:NAME@" before the version.
Dependency dependency_of(std::string_view name, std::string_view version);

// Does a version meet what is asked for? FHIR's package specification (an exact version, 1.0.x, labels such
// as latest, current and dev) and the ranges of npm, which its clients take.
bool meets(std::string_view version, std::string_view wanted);

struct PackageFile {
    std::filesystem::path path;
    std::string version; // empty: its name does not say it
};
// The archives and folders that are called NAME-VERSION (npm), NAME#VERSION (the FHIR cache), NAME@VERSION or
// NAME; the newest first.
std::vector<PackageFile> packages_named(const std::filesystem::path& folder, std::string_view name);

} // namespace renkei::packages
