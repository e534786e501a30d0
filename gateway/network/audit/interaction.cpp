#include "gateway/network/audit/interaction.h"

#include <algorithm>
#include <array>

namespace renkei::audit {
namespace {

constexpr std::string_view dicom = "http://dicom.nema.org/resources/ontology/DCM";
constexpr std::string_view restful_interaction = "http://hl7.org/fhir/restful-interaction";
constexpr std::string_view own_interaction = "https://renkei.example.jp/fhir/CodeSystem/audit-interaction";

constexpr Coding source{dicom, "110153", "Source Role ID"};
constexpr Coding destination{dicom, "110152", "Destination Role ID"};
constexpr Coding application{dicom, "110150", "Application"};
constexpr Coding custodian{"http://terminology.hl7.org/CodeSystem/provenance-participant-type", "custodian",
                           "Custodian"};

constexpr Coding rest{"http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "Restful Operation"};
constexpr Coding exported{dicom, "110106", "Export"};
constexpr Coding activity{dicom, "110100", "Application Activity"};

constexpr std::string_view create_words[] = {"create"};
constexpr std::string_view read_words[] = {"read", "vread"};
constexpr std::string_view update_words[] = {"update", "patch"};
constexpr std::string_view remove_words[] = {"delete"};
constexpr std::string_view query_words[] = {"search-type", "search-system", "search"};
constexpr std::string_view execute_words[] = {"operation"};

// IHE BALP 1.1.4, 3:5.7.3; by Action
constexpr std::array<BalpProfile, 6> kinds{{
    {Action::create, "C", "Create", create_words, source, destination},
    {Action::read, "R", "Read", read_words, destination, source},
    {Action::update, "U", "Update", update_words, source, destination},
    {Action::remove, "D", "Delete", remove_words, application, custodian},
    {Action::query, "E", "Query", query_words, source, destination},
    {Action::execute, "E", "", execute_words, source, destination},
}};

// FHIR interactions that belong to none of the kinds above
constexpr std::string_view other_words[] = {
    "history", "history-instance", "history-type", "history-system", "capabilities", "transaction", "batch"};

// R4 network-type
constexpr std::string_view by_ip_address = "2";
constexpr std::string_view by_machine_name = "1";
constexpr std::string_view by_uri = "5";

bool is_among(std::span<const std::string_view> words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

bool is_of_fhir(std::string_view word) {
    return is_among(other_words, word) ||
           std::ranges::any_of(kinds, [word](const BalpProfile& kind) { return is_among(kind.words, word); });
}

} // namespace

const BalpProfile& balp_profile_of(Action action) { return kinds[static_cast<std::size_t>(action)]; }

InteractionCodes interaction_codes_of(const Event& event) {
    const BalpProfile& kind = balp_profile_of(event.action);
    const std::string_view name = event.interaction;
    if (is_of_fhir(name)) {
        return {.type = rest,
                .subtypes = {{restful_interaction, name, name}},
                .is_restful = is_among(kind.words, name)};
    }
    if (name.starts_with("ITI-")) { // IHE's transactions are interactions of FHIR with rules of their own
        const std::string_view usual = kind.words.front();
        return {.type = rest,
                .subtypes = {{restful_interaction, usual, usual}, {"urn:ihe:event-type-code", name}},
                .is_restful = true};
    }
    const bool is_delivery = name == "delivery";
    return {.type = is_delivery ? exported : activity,
            .subtypes = {{own_interaction, name}},
            .is_outgoing = is_delivery};
}

std::string_view network_type(std::string_view address) {
    if (address.find("://") != std::string_view::npos) {
        return by_uri;
    }
    const bool is_number = address.find(':') != std::string_view::npos ||
                           address.find_first_not_of("0123456789.") == std::string_view::npos;
    return is_number ? by_ip_address : by_machine_name;
}

bool has_other_side(const Event& event) {
    return !event.peer.empty() || !event.certificate.empty() || !event.address.empty();
}

} // namespace renkei::audit
