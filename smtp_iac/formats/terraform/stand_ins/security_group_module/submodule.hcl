# Stands in for modules/* of terraform-aws-modules/security-group/aws, which differ in the rules that they add.

# Where a call passes none, the table of the release takes their place.
variable "auto_ingress_rules" {
  type    = list(string)
  default = null
}

variable "auto_ingress_with_self" {
  type    = list(map(string))
  default = null
}

variable "auto_computed_ingress_rules" {
  type    = list(string)
  default = []
}

variable "auto_computed_ingress_with_self" {
  type    = list(map(string))
  default = []
}

variable "auto_number_of_computed_ingress_rules" {
  type    = number
  default = 0
}

variable "auto_number_of_computed_ingress_with_self" {
  type    = number
  default = 0
}

module "sg" {
  source = "terraform-aws-modules/security-group/aws"

  create          = var.create
  name            = var.name
  use_name_prefix = var.use_name_prefix
  vpc_id          = var.vpc_id

  ingress_cidr_blocks      = var.ingress_cidr_blocks
  ingress_ipv6_cidr_blocks = var.ingress_ipv6_cidr_blocks
  ingress_prefix_list_ids  = var.ingress_prefix_list_ids

  ingress_rules                         = sort(compact(distinct(concat(var.auto_ingress_rules, var.ingress_rules, [""]))))
  ingress_with_self                     = concat(var.auto_ingress_with_self, var.ingress_with_self)
  ingress_with_cidr_blocks              = var.ingress_with_cidr_blocks
  ingress_with_ipv6_cidr_blocks         = var.ingress_with_ipv6_cidr_blocks
  ingress_with_source_security_group_id = var.ingress_with_source_security_group_id
  ingress_with_prefix_list_ids          = var.ingress_with_prefix_list_ids

  computed_ingress_rules                         = sort(compact(distinct(concat(var.auto_computed_ingress_rules, var.computed_ingress_rules, [""]))))
  computed_ingress_with_self                     = concat(var.auto_computed_ingress_with_self, var.computed_ingress_with_self)
  computed_ingress_with_cidr_blocks              = var.computed_ingress_with_cidr_blocks
  computed_ingress_with_ipv6_cidr_blocks         = var.computed_ingress_with_ipv6_cidr_blocks
  computed_ingress_with_source_security_group_id = var.computed_ingress_with_source_security_group_id
  computed_ingress_with_prefix_list_ids          = var.computed_ingress_with_prefix_list_ids

  number_of_computed_ingress_rules                         = var.auto_number_of_computed_ingress_rules + var.number_of_computed_ingress_rules
  number_of_computed_ingress_with_self                     = var.auto_number_of_computed_ingress_with_self + var.number_of_computed_ingress_with_self
  number_of_computed_ingress_with_cidr_blocks              = var.number_of_computed_ingress_with_cidr_blocks
  number_of_computed_ingress_with_ipv6_cidr_blocks         = var.number_of_computed_ingress_with_ipv6_cidr_blocks
  number_of_computed_ingress_with_source_security_group_id = var.number_of_computed_ingress_with_source_security_group_id
  number_of_computed_ingress_with_prefix_list_ids          = var.number_of_computed_ingress_with_prefix_list_ids
}

output "security_group_id" {
  value = module.sg.security_group_id
}

output "security_group_arn" {
  value = module.sg.security_group_arn
}

output "security_group_vpc_id" {
  value = module.sg.security_group_vpc_id
}

output "security_group_owner_id" {
  value = module.sg.security_group_owner_id
}

output "security_group_name" {
  value = module.sg.security_group_name
}

output "security_group_description" {
  value = module.sg.security_group_description
}

# Their names before release 4.0.0.
output "this_security_group_id" {
  value = module.sg.security_group_id
}

output "this_security_group_vpc_id" {
  value = module.sg.security_group_vpc_id
}

output "this_security_group_owner_id" {
  value = module.sg.security_group_owner_id
}

output "this_security_group_name" {
  value = module.sg.security_group_name
}

output "this_security_group_description" {
  value = module.sg.security_group_description
}
