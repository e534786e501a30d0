// What /openapi.json says that is made of the loaded mappings and not written by hand: examples of bodies,
// which the gateway takes, and a schema of each form in JSON.
#pragma once

#include "gateway/network/documents/worker_pool.h"

#include <string>
#include <vector>

namespace renkei::server {

struct NamedExample {
    std::string name; // "csv", "form", "document", "transaction", "reference"; of a schema: the form's id
    std::string json;
};
using NamedExamples = std::vector<NamedExample>;

struct OpenApiOfForms {
    NamedExamples examples; // of the form with the smallest document; one that no form can give is left out
    NamedExamples schemas;  // of the newest version of every form that may be sent
};

OpenApiOfForms openapi_of_forms(documents::ConversionWorker& worker);

} // namespace renkei::server
