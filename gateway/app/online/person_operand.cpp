#include "gateway/app/online/person_operand.h"

#include "gateway/network/mhd/person_link.h"

#include <iostream>

namespace renkei::online {

diag::Result<documents::PersonNumber> read_person_operand(const std::string& operand,
                                                          const std::string& name) {
    diag::Result<documents::PersonNumber> out = mhd::read_person(read_text_operand(operand));
    if (!out) {
        out.error().where.path = name;
    }
    return out;
}

std::string read_text_operand(const std::string& text) {
    std::string line = text;
    if (text == "-") {
        std::getline(std::cin, line);
    }
    return line;
}

} // namespace renkei::online
