#include "tests/audit_fhir/balp.h"

#include <nlohmann/json.hpp>

namespace renkei::audit {
namespace {

using Json = nlohmann::json;

const std::string base = "https://profiles.ihe.net/ITI/BALP/";
const std::string dicom = "http://dicom.nema.org/resources/ontology/DCM";
const std::string participant = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
const std::string entity_types = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
const std::string object_roles = "http://terminology.hl7.org/CodeSystem/object-role";

Json coding(const std::string& system, const std::string& code) {
    return {{"system", system}, {"code", code}};
}

struct Row {
    std::string name;
    std::string action;
    std::vector<std::string> words;
    Json client;
    Json server;
};

std::vector<Row> rows() {
    const Json source = coding(dicom, "110153");
    const Json destination = coding(dicom, "110152");
    return {{"Create", "C", {"create"}, source, destination},
            {"Read", "R", {"read", "vread"}, destination, source},
            {"Update", "U", {"update", "patch"}, source, destination},
            {"Delete", "D", {"delete"}, coding(dicom, "110150"), coding(participant, "custodian")},
            {"Query", "E", {"search", "search-type", "search-system"}, source, destination}};
}

// One profile while it is written: elements of the differential in order.
class Differential {
public:
    Differential() { add("", Json::object()); }
    Json& add(const std::string& id, Json rules) {
        std::string path = "AuditEvent";
        std::string step;
        for (std::size_t at = 0; at < id.size();
             at += step.size() + 1) { // a path is an id without names of slices
            step = id.substr(at, id.find('.', at) - at);
            path += "." + step.substr(0, step.find(':'));
        }
        rules["id"] = id.empty() ? "AuditEvent" : "AuditEvent." + id;
        rules["path"] = path;
        elements_.push_back(std::move(rules));
        return elements_.back();
    }
    void slice(const std::string& element, const std::string& path, int min) {
        add(element,
            {{"slicing", {{"discriminator", {{{"type", "value"}, {"path", path}}}}, {"rules", "open"}}},
             {"min", min}});
    }
    Json& start(const std::string& element, const std::string& name, int min) {
        return add(element + ":" + name, {{"sliceName", name}, {"min", min}, {"max", "1"}});
    }
    Json elements() const { return elements_; }

private:
    Json elements_ = Json::array();
};

Json structure(const std::string& name, const std::string& parent, const Differential& differential) {
    const std::string url = base + "StructureDefinition/IHE.BasicAudit." + name;
    return {{"resourceType", "StructureDefinition"},
            {"url", url},
            {"version", "1.1.4"},
            {"name", name},
            {"status", "active"},
            {"fhirVersion", "4.0.1"},
            {"kind", "resource"},
            {"abstract", false},
            {"type", "AuditEvent"},
            {"baseDefinition", parent},
            {"derivation", "constraint"},
            {"differential", {{"element", differential.elements()}}}};
}

void agent(Differential& out, const std::string& name, const Json& type) {
    out.start("agent", name, 1);
    out.add("agent:" + name + ".type", {{"min", 1}, {"patternCodeableConcept", {{"coding", {type}}}}});
    out.add("agent:" + name + ".who", {{"min", 1}});
    out.add("agent:" + name + ".media", {{"max", "0"}});
    out.add("agent:" + name + ".network", {{"min", 1}});
}

void data(Differential& out) {
    out.start("entity", "data", 1);
    out.add("entity:data.what", {{"min", 1}});
    out.add("entity:data.type", {{"min", 1}, {"patternCoding", coding(entity_types, "2")}});
    out.add("entity:data.role",
            {{"min", 1},
             {"binding", {{"strength", "required"}, {"valueSet", base + "ValueSet/RestObjectRoles"}}}});
}

void query(Differential& out) {
    out.start("entity", "query", 1);
    out.add("entity:query.what", {{"max", "0"}});
    out.add("entity:query.type", {{"min", 1}, {"patternCoding", coding(entity_types, "2")}});
    out.add("entity:query.role", {{"min", 1}, {"patternCoding", coding(object_roles, "24")}});
    out.add("entity:query.lifecycle", {{"max", "0"}});
    out.add("entity:query.query", {{"min", 1}});
    out.add("entity:query.detail", {{"max", "0"}});
}

Json basic(const Row& row) {
    Differential out;
    out.add("type",
            {{"patternCoding", coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest")}});
    out.slice("subtype", "$this", 1);
    for (const std::string& word : row.words) {
        out.start("subtype", word, row.words.size() == 1 ? 1 : 0)["patternCoding"] =
            coding("http://hl7.org/fhir/restful-interaction", word);
    }
    out.add("action", {{"patternCode", row.action}});
    out.add("outcome", {{"min", 1}, {"patternCode", "0"}});
    out.slice("agent", "type", 2);
    agent(out, "client", row.client);
    agent(out, "server", row.server);
    out.slice("entity", "type", 1);
    out.start("entity", "transaction", 0);
    out.add("entity:transaction.what", {{"min", 1}});
    out.add("entity:transaction.what.identifier", {{"min", 1}});
    out.add("entity:transaction.what.identifier.value", {{"min", 1}});
    out.add("entity:transaction.type",
            {{"min", 1}, {"patternCoding", coding(base + "CodeSystem/BasicAuditEntityType", "XrequestId")}});
    row.name == "Query" ? query(out) : data(out);
    return structure(row.name, "http://hl7.org/fhir/StructureDefinition/AuditEvent", out);
}

Json with_patient(const Row& row) {
    Differential out;
    out.slice("entity", "type", 2);
    out.start("entity", "patient", 1);
    out.add("entity:patient.what",
            {{"min", 1},
             {"type",
              {{{"code", "Reference"},
                {"targetProfile", {"http://hl7.org/fhir/StructureDefinition/Patient"}}}}}});
    out.add("entity:patient.type", {{"min", 1}, {"patternCoding", coding(entity_types, "1")}});
    out.add("entity:patient.role", {{"min", 1}, {"patternCoding", coding(object_roles, "1")}});
    return structure("Patient" + row.name, base + "StructureDefinition/IHE.BasicAudit." + row.name, out);
}

Json rest_object_roles() {
    return {{"resourceType", "ValueSet"},
            {"url", base + "ValueSet/RestObjectRoles"},
            {"status", "active"},
            {"compose",
             {{"include",
               {{{"system", object_roles},
                 {"concept", {{{"code", "4"}}, {{"code", "3"}}, {{"code", "20"}}}}}}}}}};
}

} // namespace

std::vector<std::string> balp_profiles() {
    std::vector<std::string> out{rest_object_roles().dump()};
    for (const Row& row : rows()) {
        out.push_back(basic(row).dump());
        out.push_back(with_patient(row).dump());
    }
    return out;
}

} // namespace renkei::audit
