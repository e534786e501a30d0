#include "gateway/app/online/person_operand.h"

#include "gateway/network/mhd/person_link.h"

#include <iostream>

namespace renkei::online {

diag::Result<documents::PersonNumber> read_person_operand(const std::string& operand,
                                                          const std::string& name) {
    std::string line = operand;
    if (operand == "-") {
        std::getline(std::cin, line);
    }
    diag::Result<documents::PersonNumber> out = mhd::read_person(line);
    if (!out) {
        out.error().where.path = name;
    }
    return out;
}

} // namespace renkei::online
