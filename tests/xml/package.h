// The files of a FHIR package, read straight from its .tgz.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace renkei::xml {

// Where the build found it: the folder of the build's option, $RENKEI_PACKAGES, the user's cache. Empty:
// nowhere.
std::filesystem::path find_package(std::string_view file);

// Each "package/*.json" in the order of the archive; returns how many.
std::size_t each_json(const std::filesystem::path& package,
                      const std::function<void(const std::string& name, const std::string& text)>& use);

} // namespace renkei::xml
