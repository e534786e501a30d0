#include "tests/server_fhir/persons.h"

#include "gateway/network/server/http_names.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

namespace renkei::server {
namespace {

constexpr std::string_view number = "0000001016";

Json document(std::string_view id, std::string_view town) {
    const std::string bundle = documents::file("admission/full.bundle.json");
    return Json::parse(documents::replaced(documents::replaced(bundle, "FIX-FULL", id), "990010", town));
}

Json& patient_of(Json& bundle) {
    for (Json& entry : bundle["entry"]) {
        if (entry["resource"]["resourceType"] == "Patient") {
            return entry["resource"];
        }
    }
    return bundle;
}

// A reference to the hospital, as the document refers to it.
Json hospital_of(const Json& bundle) {
    for (const Json& entry : bundle["entry"]) {
        for (const Json& each : entry["resource"].value("identifier", Json::array())) {
            if (entry["resource"]["resourceType"] == "Organization" && each["value"] == "9910100016") {
                return {{"reference", entry["fullUrl"]}};
            }
        }
    }
    return nullptr;
}

Json identifier(std::string_view system, const std::string& value) {
    return {{"system", system}, {"value", value}};
}

std::string with_identifiers(Json bundle, Json insured, Json local) {
    local["assigner"] = hospital_of(bundle);
    patient_of(bundle)["identifier"] = Json::array({std::move(insured), std::move(local)});
    return bundle.dump();
}

} // namespace

std::string plain_document(std::string_view id, std::string_view town, std::string_view local) {
    return with_identifiers(document(id, town), identifier(insured_system, std::string(number)),
                            identifier(user_system, std::string(local)));
}

std::string present_document(std::string_view id, std::string_view town, std::string_view local) {
    return with_identifiers(document(id, town), identifier(member_system, fmt::format("{}:{}", town, number)),
                            identifier(hospital_system, std::string(local)));
}

std::string document_with(std::string_view id, const Json& identifiers, bool is_insured) {
    Json bundle = document(id, "990010");
    patient_of(bundle)["identifier"] = identifiers;
    if (!is_insured) {
        for (Json& entry : bundle["entry"]) {
            if (entry["resource"]["resourceType"] == "Coverage") {
                entry["resource"].erase("subscriberId");
            }
        }
    }
    return bundle.dump();
}

std::string document_without_insurer(std::string_view id, const std::string& own) {
    return document_with(
        id,
        Json::array({identifier(insured_system, std::string(number)), identifier("urn:oid:1.2.3.4", own)}),
        false);
}

std::string document_with_spouse(std::string_view id, std::string_view insured_number) {
    Json bundle = Json::parse(present_document(id, "990010", "00012345"));
    const std::string spouse = "urn:uuid:0b1f5a52-6f0e-4c0a-9d53-0f6f5f0c7a01";
    Json patient;
    Json coverage;
    for (const Json& entry : bundle["entry"]) {
        if (entry["resource"]["resourceType"] == "Patient") {
            patient = entry;
        } else if (entry["resource"]["resourceType"] == "Coverage") {
            coverage = entry;
        }
    }
    patient["fullUrl"] = spouse;
    patient["resource"].erase("id");
    patient["resource"]["identifier"] =
        Json::array({identifier(member_system, fmt::format("990010:{}", insured_number))});
    coverage["fullUrl"] = "urn:uuid:0b1f5a52-6f0e-4c0a-9d53-0f6f5f0c7a02";
    coverage["resource"].erase("id");
    coverage["resource"]["beneficiary"] = {{"reference", spouse}};
    coverage["resource"]["subscriberId"] = insured_number;
    bundle["entry"].push_back(patient);
    bundle["entry"].push_back(coverage);
    return bundle.dump();
}

std::string escaped(std::string_view identifier) { return percent_encoded(identifier); }

std::string escaped_query(std::string_view query) {
    std::string out;
    for (const char each : query) {
        const bool is_plain = each > ' ' && each <= '~';
        out += is_plain ? std::string(1, each) : percent_encoded(std::string_view(&each, 1));
    }
    return out;
}

} // namespace renkei::server
