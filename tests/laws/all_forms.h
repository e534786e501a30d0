// Every form on disk, loaded once: those of the product, those that only the tests know, and the documents of
// others. How these become forms: transfer_test.cpp.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/load/example.h"

#include <deque>
#include <string>

namespace renkei::laws {

// One form folder: its compiled plan, and the example it was compiled from.
struct LoadedForm {
    std::string folder;
    const mapping::Plan* plan = nullptr;
    yaml::Files files;
    form::FormYaml yaml;
    form::Tables tables;
    mapping::Example example;

    const form::Form& form() const { return plan->form(); }
};

// A folder that does not load fails the test with everything that is wrong with it; the others are there.
const std::deque<LoadedForm>& all_forms();
const catalogue::Catalogue& all_plans(); // … in one catalogue, with the transfers between them

} // namespace renkei::laws
