// The files of a new form as text.
#pragma once

#include "gateway/forms/newform/form_family.h"
#include "gateway/forms/newform/form_new.h"

#include <map>
#include <string>

namespace renkei::newform {

struct NewForm {
    const FormNewOptions& options;
    const ItemTable& table;
    const FormFamily& family;
    std::string title;
    std::string mark;                                   // by which a file is recognised
    std::map<std::string, std::vector<TableRow>> lists; // code lists that the family does not have
};

// Do the files begin with a line of names? The option says so, a name in the table, or the family.
bool has_names(const NewForm& form);

std::string items_yaml(const NewForm& form);
std::string form_yaml(const NewForm& form);
std::string fhir_yaml(const NewForm& form);
std::string codes_yaml(const NewForm& form); // empty: no list is new

// A scalar as a mapping writes it: plain where that is safe, else in single quotes.
std::string yaml_scalar(std::string_view text);
std::string flow_text(const yaml::Node& node); // … and a list or map, on one line

} // namespace renkei::newform
