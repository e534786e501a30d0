// Documents made from fixtures, and FHIR that tests read with nlohmann.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/service/validation.h"
#include "gateway/network/mhd/metadata/document_view.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace renkei::mhd {

using Json = nlohmann::json;

inline constexpr const char* document_id = "01932b6e-7c00-7000-8000-0123456789ab";
inline constexpr const char* document_id_32 = "01932b6e7c0070008000"
                                              "0123456789ab";
inline constexpr store::Millis taken_at = 1'771'372'800'000; // 2026-02-18T00:00:00Z

std::string fixture(const std::string& name); // "admission/full.bundle.json"
store::Version version_of(const Json& bundle, const std::string& bytes);
std::unique_ptr<DocumentView> view_of(const std::string& fixture_name);
std::unique_ptr<DocumentView> view_without_fhir();

// What our validator says of a resource, one finding a line; errors only. `profiles`: it must also keep
// these.
std::string errors_of(const std::string& resource, const std::vector<std::string>& profiles = {});
// The same with IHE's definitions; they are not part of this repository.
bool has_ihe_definitions();
std::string ihe_errors_of(const std::string& resource, const std::vector<std::string>& profiles = {});

} // namespace renkei::mhd
